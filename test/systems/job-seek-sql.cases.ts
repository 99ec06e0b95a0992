import type { Facts, Verdict } from "../../src/core/reading.ts";
import { ago, type Case } from "./case.ts";

/** Cases of one check: title, facts, verdict, words. */
type Row = readonly [string, Facts, Verdict, RegExp];
const of = (check: string, rows: readonly Row[]): readonly Case[] =>
  rows.map(([title, facts, verdict, says]) => ({ check, title, facts, verdict, says }));

const mode = (over: Facts): Facts => ({
  bearer: true,
  hmac: true,
  oidc: false,
  tolerance: 300,
  audience: null,
  ...over,
});
const oidc: Facts = { bearer: false, oidc: true, audience: "https://api.example.com" };
const callbackModes = of("callback-mode", [
  ["token and HMAC with its tolerance", mode({}), "ok", /token and HMAC; timestamps may be 300 s off/],
  ["OIDC and HMAC", mode(oidc), "ok", /OIDC for https:\/\/api\.example\.com and HMAC/],
  ["HMAC alone", mode({ bearer: false }), "ok", /HMAC alone/],
  ["token only: no eventId is asked for", mode({ hmac: false }), "warn", /not signed, and need no eventId/],
  ["a token hides OIDC", mode({ ...oidc, bearer: true }), "warn", /OIDC for .* is not looked at/],
  ["open", mode({ bearer: false, hmac: false }), "fail", /open/],
]);

const refused = (over: Facts): Facts => ({
  refused: 2,
  expired: 0,
  tokens: 0,
  withoutEventId: 0,
  reason: null,
  ...over,
});
const refusals = of("callback-auth", [
  ["none", refused({ refused: 0 }), "ok", /no callback was refused/],
  [
    "a signature of another secret, which only rawMessage tells",
    refused({ reason: "Invalid worker callback signature" }),
    "fail",
    /compare WORKER_CALLBACK_SIGNING_SECRET/,
  ],
  [
    "a clock that is off",
    refused({ expired: 2, reason: "Expired worker callback signature timestamp" }),
    "fail",
    /clocks of worker and API/,
  ],
  [
    "no event id, which signing asks for",
    refused({ withoutEventId: 2, reason: "Missing worker callback event id" }),
    "fail",
    /2 without an eventId.*older release/,
  ],
  ["another token", refused({ tokens: 2, reason: "Invalid worker callback token" }), "fail", /WORKER_CALLBACK_TOKEN/],
  ["a reason that is not known", refused({ reason: "Unauthorized" }), "fail", /\(Unauthorized\), which is not known/],
]);

const last = (over: Facts): Facts => ({ lastReceivedAt: ago(40), ageSeconds: 40, waiting: 0, ...over });
const callbacks: readonly Case[] = [
  ...of("event-ids", [
    ["each has one", { total: 40, without: 0 }, "ok", /each of 40/],
    ["some have none", { total: 40, without: 2 }, "warn", /sent twice/],
  ]),
  ...of("last-callback", [
    ["fresh", last({}), "ok", /40s ago/],
    ["an idle night is no outage", last({ ageSeconds: 30_000, lastReceivedAt: ago(30_000) }), "ok", /8h20m ago/],
    ["runs and no callback", last({ waiting: 3 }), "fail", /3 runs were started/],
    ["never", last({ lastReceivedAt: null, ageSeconds: null }), "unknown", /never was/],
  ]),
  ...of("callback-delivery", [
    ["99 %", { accepted: 99, deadLettered: 1, total: 100 }, "ok", /99 of 100/],
    ["under 99 %", { accepted: 98, deadLettered: 2, total: 100 }, "warn", /2 became dead letters/],
    ["0 of 0", { accepted: 0, deadLettered: 0, total: 0 }, "unknown", /keeps no record/],
  ]),
  ...of("completion", [
    ["95 %", { ended: 100, alone: 95, replayed: 1 }, "ok", /95 of 100/],
    ["a replay is no completion of its own", { ended: 100, alone: 94, replayed: 6 }, "warn", /6 needed one/],
    ["hardly any run", { ended: 2, alone: 1, replayed: 0 }, "unknown", /too few/],
  ]),
];

const silent = (over: Facts): Facts => ({ stopped: 0, never: 0, silent: 0, running: 3, oldestSeconds: 20, ...over });
const failed = (over: Facts): Facts => ({
  ended: 40,
  failed: 4,
  failureType: "network",
  lastError: "fetch failed",
  ...over,
});
const runs: readonly Case[] = [
  ...of("queue-full-runs", [
    ["none", { full: 0, unlinked: 0 }, "ok", /no run has met/],
    ["a full queue fails runs for good", { full: 3, unlinked: 3, lastAt: ago(60) }, "fail", /does not retry them/],
  ]),
  ...of("never-dispatched", [
    ["none", { count: 0 }, "ok", /no run is PENDING/],
    ["the worker cannot be reached", { count: 1, oldestSeconds: 300 }, "fail", /1 run is PENDING/],
  ]),
  ...of("no-heartbeat", [
    ["all beat", silent({}), "ok", /each of 3/],
    ["stopped", silent({ stopped: 1, silent: 1, oldestSeconds: 400 }), "fail", /has stopped/],
    ["those in the worker's queue never beat", silent({ never: 2, silent: 2 }), "warn", /wait in the worker's queue/],
  ]),
  ...of("failed-runs", [
    ["none", failed({ failed: 0 }), "ok", /none of 40/],
    ["10 %", failed({}), "ok", /4 of 40/],
    ["over 10 %", failed({ failed: 5 }), "fail", /5 of 40.*fetch failed/],
    ["one of three", failed({ failed: 1, ended: 3 }), "warn", /1 of only 3/],
  ]),
  ...of("database", [
    ["answers", { one: 1, standby: false, tookMs: 2 }, "ok", /2 ms/],
    ["a standby", { one: 1, standby: true, tookMs: 2 }, "warn", /standby/],
  ]),
];

const table = (rows: Record<string, string | number | boolean | null>[]) => ({
  rows,
  rowCount: rows.length,
  truncated: false,
});
/** nest-test 60: a letter of a run whose API was gone. */
const letter = {
  name: "dl-8cffc878-e943-425c-b832-148bece3f0e4-1795322178754.json",
  runId: "8cffc878-e943-425c-b832-148bece3f0e4",
  state: "FAILED",
  reason: "fetch failed",
  requestId: "dl-8cffc878-e943-425c-b832-148bece3f0e4",
};
const letters = (...rows: Parameters<typeof table>[0]): Facts => ({
  count: rows.length,
  unreadable: rows.filter(({ readable }) => readable === false).length,
  oldestAt: ago(300),
  files: table(rows),
});
const deadLetters = of("dead-letters", [
  ["none", { count: 0, unreadable: 0, oldestAt: null, files: table([]) }, "ok", /no callback waits/],
  ["one", letters(letter), "fail", /1 dead letter since .* fetch failed/],
  ["one that is no JSON", letters(letter, { name: "x.json", readable: false }), "fail", /no JSON/],
  [
    "one of a batch of offers, which is signed for another status",
    letters(letter, { ...letter, state: null }),
    "fail",
    /batch of offers.*never sends them/,
  ],
  ["one without a run", letters(letter, { ...letter, runId: null }), "fail", /can never send/],
  [
    "one without a request id, which cannot be signed",
    letters({ ...letter, requestId: null }),
    "fail",
    /can never send/,
  ],
]);

export const jobSeekSqlCases: readonly Case[] = [...callbackModes, ...refusals, ...callbacks, ...runs, ...deadLetters];
