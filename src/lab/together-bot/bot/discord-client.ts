import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { BotLog } from "./bot-log.ts";

const MAX_ATTEMPTS = 5;
const BACKOFF_MS = 400;
const BACKOFF_CAP_MS = 15_000;

export interface DiscordClient {
  /** Posts a message and answers its id; throws when Discord refuses. */
  post(channelId: string, content: string): Promise<string>;
  /** Edits the one message of a dashboard; tries again on 429 and 5xx, and honours retry_after. */
  edit(channelId: string, messageId: string): Promise<void>;
}

export function createDiscordClient(api: string, log: BotLog): DiscordClient {
  return {
    post: async (channelId, content) => {
      const body = JSON.stringify({ content });
      const response = await fetch(`${api}/channels/${channelId}/messages`, { method: "POST", body });
      const answer = (await response.json()) as { id?: string; message?: string };
      if (!response.ok) throw new Error(answer.message ?? `Discord answered ${response.status}`);
      return answer.id ?? "";
    },
    edit: (channelId, messageId) => edit({ api, log, channelId, messageId }),
  };
}

interface Edit {
  readonly api: string;
  readonly log: BotLog;
  readonly channelId: string;
  readonly messageId: string;
}

async function edit({ api, log, channelId, messageId }: Edit): Promise<void> {
  const fields = { feature: "projection.message_editor", action: "edit", max_attempts: MAX_ATTEMPTS };
  const where = { channel_id: channelId, message_id: messageId };
  const url = `${api}/channels/${channelId}/messages/${messageId}?request=${randomUUID()}`;
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(url, { method: "PATCH", body: "{}" });
    const answer = (await response.json()) as { retry_after?: number };
    if (response.ok) return;
    const { status } = response;
    const again = status === 429 || status >= 500;
    if (!again || attempt === MAX_ATTEMPTS) {
      log.error("Discord API request failed", { ...fields, attempt, status, ...where });
      throw new Error(`Discord API request failed with ${status}`);
    }
    const backoff = Math.min(BACKOFF_MS * 2 ** (attempt - 1), BACKOFF_CAP_MS);
    const backoff_ms = Math.max(backoff, Math.ceil((answer.retry_after ?? 0) * 1000));
    log.warn("Discord API request retry scheduled", { ...fields, attempt, status, backoff_ms, ...where });
    await sleep(backoff_ms);
  }
}
