import { CheckError } from "../../src/core/check-error.ts";
import { tableOf } from "../../src/core/facts.ts";
import { tame } from "../../src/core/hostile-text.ts";
import type { Facts } from "../../src/core/reading.ts";
import { isoOf, timeOf } from "./epoch.ts";
import { isRecord } from "./record.ts";

export interface Page {
  readonly items: readonly unknown[];
  readonly more: boolean;
}
export type Entry = Readonly<Record<string, unknown>>;

const ROWS = 50;

/** GET /v2/dlq: Upstash gives times in ms since 1970. */
export function dlqFacts({ items, more }: Page): Facts {
  const messages = entries(
    items,
    "a dead letter",
    (one) => isName(one.messageId ?? one.dlqId) && isTime(one.createdAt),
  );
  const times = messages.map((message) => timeOf(message.createdAt)).filter((at) => at !== null);
  const rows = messages.slice(0, ROWS).map((message) => ({
    messageId: message.messageId ?? message.dlqId,
    url: message.url,
    responseStatus: message.responseStatus,
    responseBody: brief(message.responseBody),
    createdAt: isoOf(message.createdAt),
  }));
  return {
    count: messages.length,
    atLeast: more,
    oldest: times.length === 0 ? null : isoOf(Math.min(...times)),
    messages: tableOf(rows, messages.length + (more ? 1 : 0)),
  };
}

/** GET /v2/queues. `lag` is the number of messages that wait in a queue. */
export function queueFacts({ items }: Page): Facts {
  const queues = entries(items, "a queue", ({ name, lag }) => isName(name) && typeof lag === "number");
  const rows = queues.slice(0, ROWS).map(({ name, lag, paused, parallelism }) => ({ name, lag, paused, parallelism }));
  return {
    count: queues.length,
    lag: queues.reduce((sum, queue) => sum + (typeof queue.lag === "number" ? queue.lag : 0), 0),
    pausedCount: queues.filter((queue) => queue.paused === true).length,
    queues: tableOf(rows, queues.length),
  };
}

/** GET /v2/schedules. */
export function scheduleFacts({ items }: Page): Facts {
  const schedules = entries(items, "a schedule", ({ scheduleId }) => isName(scheduleId));
  const rows = schedules.slice(0, ROWS).map((schedule) => ({
    scheduleId: schedule.scheduleId,
    cron: schedule.cron,
    destination: schedule.destination,
    paused: schedule.isPaused ?? false,
  }));
  return {
    count: schedules.length,
    pausedCount: schedules.filter((schedule) => schedule.isPaused === true).length,
    schedules: tableOf(rows, schedules.length),
  };
}

/** Of a list in which one entry cannot be read nothing is believed: what is left out would read as nothing that waits. */
export function entries(items: readonly unknown[], what: string, isWhole: (entry: Entry) => boolean): Entry[] {
  return items.map((item) => {
    if (isRecord(item) && isWhole(item)) return item;
    throw new CheckError("parse", `the answer is no list of QStash: ${what} in it cannot be read`);
  });
}

export function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

export function isTime(value: unknown): boolean {
  return timeOf(value) !== null;
}

/** At most 160 characters, tamed; null for what is no text or an empty one. */
export function brief(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? tame(value, 160) : null;
}
