import { type RestAnswer, type RestRequest, type RestServer, startRestServer } from "./rest-server.ts";

export const SENTRY_ORGANIZATION = "opsdeck-lab";
/** Events are kept for so long, in seconds of real time. */
const KEPT = 25 * 3600;

interface SentryEvent {
  readonly at: number;
  readonly transaction: string;
}

export interface SentryDouble extends RestServer {
  /** An exception that the app has sent; `transaction` is method and route. */
  capture(transaction: string): void;
}

export interface SentryOptions {
  readonly pace: number;
  readonly tokens: readonly string[];
}

/** Sentry's events-stats on loopback: real events in buckets, as they came. */
export async function startSentry({ pace, tokens }: SentryOptions): Promise<SentryDouble> {
  let events: SentryEvent[] = [];
  const server = await startRestServer((request) => {
    if (request.token === undefined || !tokens.includes(request.token)) {
      return { status: 401, body: { detail: "Invalid token" } };
    }
    return answer(events, request);
  });
  return {
    ...server,
    capture: (transaction) => {
      const oldest = Date.now() - (KEPT * 1000) / pace;
      if ((events[0]?.at ?? oldest) < oldest) events = events.filter(({ at }) => at >= oldest);
      events.push({ at: Date.now(), transaction });
    },
  };
}

function answer(events: readonly SentryEvent[], { method, path, query }: RestRequest): RestAnswer {
  const asked = /^\/api\/0\/organizations\/([^/]+)\/events-stats\/$/.exec(path);
  if (method !== "GET" || !asked) return { status: 404, body: { detail: "Not found." } };
  if (asked[1] !== SENTRY_ORGANIZATION) {
    return { status: 404, body: { detail: "The requested resource does not exist" } };
  }
  const bucketMs = intervalOf(query.get("interval") ?? "5m");
  const [start, end] = [timeOf(query.get("start")), timeOf(query.get("end"))];
  if (bucketMs === undefined || start === undefined || end === undefined) {
    return { status: 400, body: { detail: "Invalid interval, start or end" } };
  }
  const route = /\btransaction:"\*([^"]+)"/.exec(query.get("query") ?? "")?.[1] ?? "";
  const own = events.filter(({ transaction }) => transaction.endsWith(route));
  return {
    status: 200,
    body: { data: bucketsOf(own, { start, end, bucketMs }), start: start / 1000, end: end / 1000 },
  };
}

/** Buckets begin at whole multiples of their length. */
function bucketsOf(events: readonly SentryEvent[], range: { start: number; end: number; bucketMs: number }) {
  const { start, end, bucketMs } = range;
  const first = Math.floor(start / bucketMs);
  const counts = Array.from({ length: Math.floor(end / bucketMs) - first + 1 }, () => 0);
  for (const { at } of events) {
    const index = Math.floor(at / bucketMs) - first;
    if (index >= 0 && index < counts.length) counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts.map((count, index) => [((first + index) * bucketMs) / 1000, [{ count }]]);
}

/** "2m" or "8s" in ms. */
function intervalOf(text: string): number | undefined {
  const found = /^(\d+)([smh])$/.exec(text);
  if (!found) return undefined;
  return Number(found[1]) * (found[2] === "h" ? 3_600_000 : found[2] === "m" ? 60_000 : 1000);
}

/** Sentry takes a time without a zone for UTC. */
function timeOf(text: string | null): number | undefined {
  const at = Date.parse(`${text ?? ""}Z`);
  return Number.isNaN(at) ? undefined : at;
}
