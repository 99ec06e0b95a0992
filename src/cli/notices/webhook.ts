import { toFailure } from "../../core/check-error.ts";
import type { HttpClient } from "../../core/clients.ts";
import type { Clock } from "../../core/clock.ts";
import type { SecretText } from "../../core/secret.ts";

export interface WebhookParts {
  readonly url: SecretText;
  readonly http: Pick<HttpClient, "request">;
  readonly clock: Clock;
  /** Hears what could not be posted. */
  readonly tell: (text: string) => void;
}

const DEADLINE_MS = 5000;
/** Waits between the tries; after the last one it is given up. */
const RETRY_MS = [1000, 4000, 16_000] as const;
const MOST_WAITING = 20;

/**
 * Posts texts, one after another, as Slack takes them: `{"text": …}`. Never waited for: what waits is bounded, each try
 * has a deadline, tries are few, and a stop ends them all. Neither the URL nor its host is ever told.
 */
export class Webhook {
  readonly #parts: WebhookParts;
  readonly #waiting: string[] = [];
  #stopped = false;
  #busy = false;
  #hangUp = (): void => undefined;

  constructor(parts: WebhookParts) {
    this.#parts = parts;
  }

  post(text: string): void {
    if (this.#stopped) return;
    if (this.#waiting.length >= MOST_WAITING) {
      this.#parts.tell(`the webhook is behind: a notice was left out (${MOST_WAITING} wait)`);
      return;
    }
    this.#waiting.push(text);
    if (!this.#busy) void this.#work();
  }

  stop(): void {
    this.#stopped = true;
    this.#waiting.length = 0;
    this.#hangUp();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let text = this.#waiting.shift(); text !== undefined; text = this.#waiting.shift()) await this.#deliver(text);
    this.#busy = false;
  }

  async #deliver(text: string): Promise<void> {
    let why = "";
    for (const wait of [0, ...RETRY_MS]) {
      if (wait > 0) await this.#pause(wait);
      if (this.#stopped) return;
      const tried = await this.#send(text);
      if (tried === "taken" || this.#stopped) return;
      why = tried.why;
      if (!tried.again) break;
    }
    this.#parts.tell(`the webhook did not take a notice (${why})`);
  }

  async #send(text: string): Promise<"taken" | { readonly why: string; readonly again: boolean }> {
    const { url, http, clock } = this.#parts;
    const stop = new AbortController();
    const cancel = clock.after(DEADLINE_MS, () => stop.abort());
    this.#hangUp = () => stop.abort();
    try {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ text: slackText(text) });
      const { status } = await http.request({ url, method: "POST", headers, body, maxBytes: 0 }, stop.signal);
      if (status >= 200 && status < 300) return "taken";
      return { why: `status ${status}`, again: status === 429 || status >= 500 };
    } catch (error) {
      const { kind } = toFailure(error);
      return { why: kind, again: kind !== "config" };
    } finally {
      cancel();
      this.#hangUp = () => undefined;
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#parts.clock.after(ms, resolve);
      this.#hangUp = () => {
        cancel();
        resolve();
      };
    });
  }
}

/** What Slack reads as a mention or a link is text here. */
function slackText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
