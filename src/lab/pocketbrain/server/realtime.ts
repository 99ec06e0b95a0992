import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import { Degradation } from "./degradation.ts";
import { messageOf, type ServerLog } from "./server-log.ts";

const CHANNEL = "pocketbrain:sync";
const SUBSCRIBE_AGAIN_MS = 500;

type Listener = (cursor: number) => void;

/**
 * Tells every open stream that there is something to pull: by Redis, so that all processes hear it, or within this process
 * alone (local-fallback) while Redis cannot be published to or subscribed.
 */
export class Realtime {
  readonly degradation = new Degradation();
  subscriberReady = false;
  publisherReady = true;
  readonly #publisher: Redis;
  readonly #subscriber: Redis;
  readonly #log: ServerLog;
  readonly #listeners = new Set<Listener>();

  constructor(publisher: Redis, subscriber: Redis, log: ServerLog) {
    this.#publisher = publisher;
    this.#subscriber = subscriber;
    this.#log = log;
    subscriber.on("ready", () => void this.#subscribe());
    subscriber.on("message", (_channel: string, text: string) => this.#deliver(Number(text)));
    subscriber.on("close", () => this.#lost("SUBSCRIBER_CLOSE"));
    subscriber.on("reconnecting", () => this.#lost("SUBSCRIBER_RECONNECTING"));
    subscriber.on("end", () => this.#lost("SUBSCRIBER_END"));
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Never fails: a change that cannot be published reaches the streams of this process. */
  async publish(cursor: number): Promise<void> {
    try {
      await this.#publisher.publish(CHANNEL, String(cursor));
      this.publisherReady = true;
      this.#judge("PUBLISH_FAILED");
    } catch (error) {
      this.publisherReady = false;
      this.#log.error(`redis publish failed: ${messageOf(error)}`, { component: "realtime" });
      this.degradation.degrade("PUBLISH_FAILED");
    }
    if (this.degradation.degraded) this.#deliver(cursor);
  }

  body(): Record<string, unknown> {
    const { degradation, subscriberReady, publisherReady } = this;
    return {
      initializationState: "initialized",
      mode: degradation.degraded ? "local-fallback" : "distributed",
      degraded: degradation.degraded,
      degradedReason: degradation.reason,
      degradedSinceTs: degradation.sinceTs,
      degradedForMs: degradation.forMs,
      degradedTransitions: degradation.transitions,
      subscriberReady,
      publisherReady,
      redisRequiredForReady: true,
    };
  }

  async #subscribe(): Promise<void> {
    try {
      await this.#subscriber.subscribe(CHANNEL);
      this.subscriberReady = true;
      this.#judge("SUBSCRIBER_RECONNECTING");
    } catch (error) {
      this.#log.error(`redis subscribe failed: ${messageOf(error)}`, { component: "realtime" });
      this.#lost("SUBSCRIBER_ERROR");
      await sleep(SUBSCRIBE_AGAIN_MS);
      if (this.#subscriber.status === "ready") await this.#subscribe();
    }
  }

  #lost(reason: string): void {
    this.subscriberReady = false;
    this.degradation.degrade(reason);
  }

  /** Both ways have to be well; a publisher that failed stays so until it has published. */
  #judge(reason: string): void {
    if (this.subscriberReady && this.publisherReady) {
      if (this.degradation.degraded) this.degradation.recover();
    } else this.degradation.degrade(reason);
  }

  #deliver(cursor: number): void {
    for (const listener of this.#listeners) listener(cursor);
  }
}
