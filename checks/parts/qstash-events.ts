import { tableOf } from "../../src/core/facts.ts";
import type { Facts } from "../../src/core/reading.ts";
import { isoOf, timeOf } from "./epoch.ts";
import { brief, type Entry, entries, isName, isTime, type Page } from "./qstash-lists.ts";

const ROWS = 50;
const DONE = ["DELIVERED", "CANCELED"];
/** When two events have the same time, the later step wins. Upstash QStash, API v2, `state` of GET /v2/events. */
const STEPS = [
  "CREATED",
  "ACTIVE",
  "IN_PROGRESS",
  "RETRY",
  "ERROR",
  "CANCEL_REQUESTED",
  "FAILED",
  "CANCELED",
  "DELIVERED",
];

interface Bounds {
  readonly now: number;
  readonly olderThanMs: number;
}

/**
 * Events folded to the last one of each message. Facts: `count` of messages that are neither delivered nor cancelled,
 * `waiting` (created, active), `retrying`, `error`, `failed` of them, `delivered`, `seen` (messages in the events that were
 * read), `atLeast` (there were more events), `oldest` (ISO of the first event of the oldest one, or null),
 * `oldestAgeSeconds`, table `messages` of messageId, state, url, error, time, nextDelivery.
 */
export function undeliveredFacts({ items, more }: Page, { now, olderThanMs }: Bounds): Facts {
  const messages = fold(entries(items, "an event", ({ messageId, time }) => isName(messageId) && isTime(time)));
  const open = messages.filter(({ last, first }) => !DONE.includes(stateOf(last)) && now - first >= olderThanMs);
  const inState = (...states: string[]): number => open.filter(({ last }) => states.includes(stateOf(last))).length;
  open.sort((a, b) => a.first - b.first);
  const oldest = open[0]?.first;
  return {
    count: open.length,
    waiting: inState("CREATED", "ACTIVE", "IN_PROGRESS"),
    retrying: inState("RETRY"),
    error: inState("ERROR"),
    failed: inState("FAILED"),
    delivered: messages.filter(({ last }) => stateOf(last) === "DELIVERED").length,
    seen: messages.length,
    atLeast: more,
    oldest: oldest === undefined ? null : isoOf(oldest),
    oldestAgeSeconds: oldest === undefined ? null : Math.max(0, Math.round((now - oldest) / 1000)),
    messages: tableOf(open.slice(0, ROWS).map(rowOf), open.length),
  };
}

interface Message {
  readonly id: string;
  readonly first: number;
  readonly last: Entry;
}

function fold(events: readonly Entry[]): Message[] {
  const messages = new Map<string, Message>();
  for (const event of events) {
    const id = String(event.messageId);
    const at = timeOf(event.time) ?? 0;
    const known = messages.get(id);
    const isLater = !known || rank(event) > rank(known.last);
    messages.set(id, { id, first: Math.min(at, known?.first ?? at), last: isLater ? event : known.last });
  }
  return [...messages.values()];
}

/** Orders events of one message: by time, and by step within the same ms. */
function rank(event: Entry): number {
  return (timeOf(event.time) ?? 0) + STEPS.indexOf(stateOf(event)) / 100;
}

function stateOf(event: Entry): string {
  return typeof event.state === "string" ? event.state.toUpperCase() : "";
}

function rowOf({ id, first, last }: Message): Record<string, unknown> {
  return {
    messageId: id,
    state: stateOf(last),
    url: last.url,
    error: brief(last.error),
    created: isoOf(first),
    time: isoOf(last.time),
    nextDelivery: isoOf(last.nextDeliveryTime),
  };
}
