import { setTimeout as sleep } from "node:timers/promises";
import type { Message, MessageLog } from "./message-log.ts";
import { signDelivery } from "./signature.ts";

/**
 * Waits before the second, third and fourth delivery, in seconds of real time. The real service waits 12 s, 148 s and
 * 30 min; the last two are shortened so that a letter dies within two minutes of real time.
 */
const BACKOFF = [12, 24, 36] as const;
const DELIVERY_MS = 20_000;

export interface DeliveryPlan {
  readonly log: MessageLog;
  readonly signingKey: string;
  readonly pace: number;
  readonly signal: AbortSignal;
}

/** Delivers a message until its destination takes it, its retries are used up, or it is cancelled. */
export async function deliver(plan: DeliveryPlan, message: Message): Promise<void> {
  const { log } = plan;
  while (log.messages.has(message.messageId) && !plan.signal.aborted) {
    log.record(message, "ACTIVE");
    const { status, body } = await attempt(plan, message);
    if (!log.messages.has(message.messageId)) return;
    if (status >= 200 && status < 300) {
      log.record(message, "DELIVERED");
      break;
    }
    log.record(message, "ERROR", { error: body.slice(0, 500) });
    if (message.retried >= message.maxRetries) {
      log.record(message, "FAILED", { error: body.slice(0, 500) });
      log.bury(message, status, body);
      break;
    }
    await backOff(plan, message, body);
  }
  log.messages.delete(message.messageId);
}

async function backOff(plan: DeliveryPlan, message: Message, error: string): Promise<void> {
  const waitMs = ((BACKOFF[Math.min(message.retried, BACKOFF.length - 1)] ?? 36) * 1000) / plan.pace;
  message.retried += 1;
  plan.log.record(message, "RETRY", { error: error.slice(0, 500), nextDeliveryTime: Date.now() + waitMs });
  await sleep(waitMs, undefined, { signal: plan.signal }).catch(() => undefined);
}

async function attempt(plan: DeliveryPlan, message: Message): Promise<{ status: number; body: string }> {
  try {
    const response = await fetch(message.url, {
      method: message.method,
      headers: {
        "content-type": message.header["Content-Type"]?.[0] ?? "application/json",
        "upstash-message-id": message.messageId,
        "upstash-retried": String(message.retried),
        "upstash-signature": signDelivery(plan.signingKey, message.url, message.body),
        "user-agent": "Upstash-QStash",
      },
      body: message.body,
      signal: AbortSignal.any([plan.signal, AbortSignal.timeout(DELIVERY_MS)]),
    });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    return { status: 0, body: error instanceof Error ? error.message : String(error) };
  }
}
