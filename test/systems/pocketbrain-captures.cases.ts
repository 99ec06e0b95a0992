import { captured } from "./captured.ts";
import type { Answer, Case } from "./case.ts";

/** Real answers of the server and of the Worker at 6c96a06 (2026-02-16), with the verdict that each of them must give. */
type Told = Pick<Case, "verdict" | "says" | "earlier">;
type Row = readonly [check: string, verdict: Case["verdict"], says: RegExp, earlier?: Case["earlier"]];

function of(capture: string, route: string, rows: readonly Row[]): readonly Case[] {
  return rows.map(([check, verdict, says, earlier]) => ({
    check,
    title: `real: ${capture}`,
    answers: { [route]: captured(capture) },
    verdict,
    says,
    ...(earlier && { earlier }),
  }));
}
const server = (name: string, route: string, ...rows: readonly Row[]) => of(`pocketbrain-server/${name}`, route, rows);
const worker = (name: string, route: string, ...rows: readonly Row[]) => of(`pocketbrain-worker/${name}`, route, rows);
const HEALTH = "GET /health";
const READY = "GET /ready";
const PAGE = "GET /metrics";
const ISOLATE = "GET /api/v1/metrics";
const SYNC = "GET /api/v2/sync/pull?cursor=0";

const healthy = (ticket: RegExp): readonly Row[] => [
  ["ready", "ok", /^200, and every dependency is healthy/],
  ["ready-database", "ok", /answers the server/],
  ["ready-redis", "ok", /^PING is answered in [12] ms, connection ready/],
  ["ready-realtime", "ok", /^distributed/],
  ["ready-stream-ticket", "ok", ticket],
];
const withoutRedis = (error: RegExp, ticket: RegExp): readonly Row[] => [
  ["ready", "fail", /^503: Redis does not answer the server/],
  ["ready-database", "ok", /answers the server/],
  ["ready-redis", "fail", error],
  ["ready-realtime", "fail", /^local-fallback, since Redis does not answer/],
  ["ready-stream-ticket", "fail", ticket],
];
const readiness: readonly Case[] = [
  ...server("01-health-healthy", HEALTH, ["health", "ok", /process lives/]),
  ...server("02-ready-healthy", READY, ...healthy(/best-effort \(strict in production\)/)),
  ...server("61-prod-ready", READY, ...healthy(/^replay protection is strict/)),
  ...server(
    "20-ready-redis-down",
    READY,
    ...withoutRedis(/reconnecting, 1 time in a row\): Reached the max retries per request/, /best-effort; 0 refused/),
  ),
  ...server("64-prod-ready-redis-down", READY, ...withoutRedis(/redis readiness timeout/, /strict; 1 refused/)),
  ...server(
    "30-ready-redis-recovered",
    READY,
    ["ready", "warn", /^200, but streamTicket says degraded: a flag that is left/],
    ["ready-redis", "ok", /^PING is answered in 1 ms/],
    ["ready-realtime", "ok", /^distributed/],
    ["ready-stream-ticket", "warn", /REDIS_SET_FAILED is left from its outage/],
  ),
  ...server(
    "44-ready-db-down-idlepool",
    READY,
    ["ready", "fail", /^503: the database does not answer the server/],
    ["ready-database", "fail", /readyMode says strict all the same/],
    ["ready-redis", "ok", /^PING is answered in 6 ms/],
    ["ready-realtime", "ok", /^distributed/],
    ["ready-stream-ticket", "ok", /best-effort/],
  ),
  ...server("50-health-rate-limited", HEALTH, ["health", "unknown", /again in 53s/]),
  ...server(
    "50-health-rate-limited",
    READY,
    ["ready", "unknown", /again in 53s/],
    ["ready-database", "unknown", /again in 53s/],
    ["ready-redis", "unknown", /again in 53s/],
    ["ready-realtime", "unknown", /again in 53s/],
    ["ready-stream-ticket", "unknown", /again in 53s/],
  ),
  ...server("50-health-rate-limited", PAGE, ["fallback", "unknown", /again in 53s/]),
];

/** 48 and 40: nothing was answered, for the database hung, or the process ended with its connection. */
const NOBODY = "http://127.0.0.1:1";
const silences: readonly Case[] = ["health", "ready", "fallback"].flatMap((check): readonly Case[] => [
  {
    check,
    title: "real: the process ended when PostgreSQL closed an idle connection, and does not start without it",
    vars: { serverBase: NOBODY },
    answers: {},
    verdict: "fail",
    says: /refuses connections/,
  },
  {
    check,
    title: "real: a database that hangs makes /ready hang for ever",
    answers: Object.fromEntries([HEALTH, READY, PAGE].map((route) => [route, { hangs: true }])),
    verdict: "fail",
    says: /no answer from/,
  },
]);

const pages: readonly Case[] = [
  ...server(
    "03-metrics-healthy",
    PAGE,
    ["fallback", "ok", /no fallback/],
    ["pushes", "ok", /^0 writes since the server started, none failed/],
    ["cursor-resets", "ok", /no device had to start over/],
  ),
  ...server(
    "23-metrics-redis-down",
    PAGE,
    ["fallback", "warn", /^Fallback for 4s \(subscriber 0, publisher 1\)/],
    ["pushes", "ok", /^1 writes since the server started/],
  ),
];

const TICKET = "POST /api/v2/events/ticket";
const STREAM = "GET /api/v2/events";
const flow = (title: string, ticket: string, streams: readonly (string | Answer)[], told: Told): Case => ({
  check: "stream-ticket",
  title: `real: ${title}`,
  answers: {
    [TICKET]: captured(ticket),
    [STREAM]: streams.map((one) => (typeof one === "string" ? captured(one) : one)),
  },
  ...told,
});
/** As seen in production without Redis; this one answer was noted, not kept. */
const noStorage: Answer = {
  status: 503,
  body: { error: { code: "STREAM_TICKET_STORAGE_UNAVAILABLE", message: "Stream ticket storage", retryable: true } },
};
const replayed = { verdict: "ok", says: /was refused the second time \(STREAM_TICKET_REPLAYED\)/ } as const;
const tickets: readonly Case[] = [
  flow(
    "06, 07, 08 of the server",
    "pocketbrain-server/06-events-ticket",
    ["pocketbrain-server/07-events-stream-3s", "pocketbrain-server/08-events-ticket-replayed"],
    replayed,
  ),
  flow(
    "03, 04, 05 through the Worker",
    "pocketbrain-worker/03-ticket-via-worker",
    ["pocketbrain-worker/04-events-via-worker", "pocketbrain-worker/05-events-replay"],
    replayed,
  ),
  flow("24, a ticket is given although Redis is down", "pocketbrain-server/24-ticket-redis-down", [noStorage], {
    verdict: "fail",
    says: /503 STREAM_TICKET_STORAGE_UNAVAILABLE/,
  }),
  flow(
    "05, the cookie did not arrive",
    "pocketbrain-server/06-events-ticket",
    ["pocketbrain-server/05-events-no-ticket"],
    {
      verdict: "fail",
      says: /no stream \(401 STREAM_TICKET_REQUIRED\)/,
    },
  ),
  flow("16, the circuit is open", "pocketbrain-worker/16-ticket-circuit-open", [], {
    verdict: "fail",
    says: /No ticket \(503 SERVICE_UNAVAILABLE\)/,
  }),
];

const quiet: readonly Row[] = [
  ["circuit", "ok", /has not opened since this isolate began/],
  ["causes", "ok", /no failed request since this isolate began/],
  ["provider", "ok", /no failure of the AI provider/],
  ["retries", "ok", /no request was tried twice/],
  ["rotation", "ok", /does not prove that a rotation is over/],
  ["worker-config", "ok", /no mistake of configuration/],
];
/** Counters of each look before, by the names of the facts. */
const causesAt = (over: Record<string, number>) => ({
  originUnconfigured: 0,
  timeout: 0,
  networkError: 0,
  upstream5xx: 0,
  kvUnavailable: 0,
  circuitOpen: 0,
  providerTimeout: 0,
  provider5xx: 0,
  providerNetworkError: 0,
  providerCircuitOpen: 0,
  ...over,
});
const tripped = { networkError: 1, circuitOpen: 5 };
const isolates: readonly Case[] = [
  ...worker("01-metrics-healthy", ISOLATE, ...quiet),
  ...worker("09b-metrics-nonloopback-host", ISOLATE, ...quiet),
  ...worker(
    "09-metrics-wrong-method",
    ISOLATE,
    ...quiet.map(([check]): Row => [check, "unknown", /^404: the Worker shows its metrics to its own machine only/]),
  ),
  ...worker(
    "11-metrics-after-1",
    ISOLATE,
    ["circuit", "fail", /^Open for another 980 ms/, { opens: 0, rejects: 0 }],
    ["causes", "fail", /^network_error/, causesAt({})],
    ["retries", "ok", /^0.2 retries/, { retries: 0 }],
  ),
  ...worker(
    "12-metrics-after-2",
    ISOLATE,
    ["circuit", "fail", /^Open for another 939 ms/, { opens: 0, rejects: 0 }],
    ["causes", "fail", /^network_error/, causesAt({})],
  ),
  ...worker(
    "13-metrics-after-3",
    ISOLATE,
    ["circuit", "fail", /^Open for another 901 ms/, { opens: 0, rejects: 0 }],
    ["causes", "fail", /^network_error/, causesAt({})],
  ),
  ...worker(
    "20-metrics-open-window-elapsed",
    ISOLATE,
    [
      "circuit",
      "warn",
      /nothing has proved the way since: only a request under 500 closes it/,
      { opens: 1, rejects: 5 },
    ],
    ["causes", "fail", /^Nothing but rejects of the open circuit grows/, causesAt({ networkError: 1, circuitOpen: 2 })],
  ),
  ...worker(
    "22-metrics-after-recovery",
    ISOLATE,
    ["circuit", "ok", /^closed by a request that succeeded; 1 opens and 5 rejects/, { opens: 1, rejects: 5 }],
    ["causes", "ok", /no cause has grown in 5 min/, causesAt(tripped)],
  ),
  ...worker(
    "28-metrics-after-timeout",
    ISOLATE,
    ["circuit", "fail", /^Open for another 970 ms/, { opens: 1, rejects: 5 }],
    ["causes", "fail", /^(timeout|upstream_5xx), 0\.2 a minute/, causesAt(tripped)],
  ),
  ...worker(
    "42-metrics-after-fallback",
    ISOLATE,
    ["rotation", "warn", /Do not remove KEY_ENCRYPTION_SECRET_PREV yet/, { fallbackDecrypts: 0, decryptFailures: 0 }],
    ["causes", "warn", /^provider_network_error/, causesAt({})],
    ["provider", "warn", /^provider_network_error/, causesAt({})],
  ),
  ...worker(
    "44-metrics-after-second",
    ISOLATE,
    ["rotation", "ok", /^1 keys were re-encrypted, none in 5 min/, { fallbackDecrypts: 1, decryptFailures: 0 }],
    ["causes", "warn", /^provider_network_error/, causesAt({})],
    ["provider", "warn", /^provider_circuit_open/, causesAt({ providerNetworkError: 1 })],
  ),
];

const edges: readonly Case[] = [
  ...worker("11-notes-upstream-down-1", SYNC, ["edge", "fail", /^503 network_error/]),
  ...worker("12-notes-upstream-down-2", SYNC, ["edge", "fail", /^503 circuit_open: .* for 1s/]),
  ...worker("13-notes-upstream-down-3", SYNC, ["edge", "fail", /^503 circuit_open/]),
  ...worker("27-notes-upstream-timeout", SYNC, ["edge", "fail", /^503 timeout/]),
  ...worker("21-notes-after-recovery", SYNC, ["edge", "warn", /without a token\. ALLOW_INSECURE_DEV_AUTH/]),
];

export const pocketbrainCaptures: readonly Case[] = [
  ...readiness,
  ...silences,
  ...pages,
  ...tickets,
  ...isolates,
  ...edges,
];
