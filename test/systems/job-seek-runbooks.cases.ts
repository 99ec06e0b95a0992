import type { Facts, Verdict } from "../../src/core/reading.ts";
import { ago, type Case } from "./case.ts";

/** What only runbooks ask. Cases of one check: title, facts, verdict, words. */
type Row = readonly [string, Facts, Verdict, RegExp];
const of = (check: string, rows: readonly Row[]): readonly Case[] =>
  rows.map(([title, facts, verdict, says]) => ({ check, title, facts, verdict, says }));
const table = (rows: Record<string, string | number | null>[]) => ({ rows, rowCount: rows.length, truncated: false });

const clocks = of("clocks", [
  ["agree", { apiSeconds: 0, workerSeconds: 1, apartSeconds: 1 }, "ok", /agree/],
  ["40 s apart", { apiSeconds: 0, workerSeconds: 40, apartSeconds: 40 }, "warn", /still hold/],
  ["ten minutes apart", { apiSeconds: 0, workerSeconds: -600, apartSeconds: 600 }, "fail", /worker \(-600 s\)/],
  ["no Date header", { apiSeconds: 0, workerSeconds: null, apartSeconds: null }, "unknown", /no Date header/],
]);

const reason = (text: string): Facts => ({ refused: 4, reason: text, lastAt: ago(60), all: `4 × ${text}` });
const refusals = of("callback-refusals", [
  ["none", { refused: 0, reason: null, lastAt: null, all: null }, "ok", /no callback was refused/],
  [
    "a clock, mended since, and now a secret",
    {
      ...reason("Invalid worker callback signature"),
      all: "1 × Invalid worker callback signature, 9 × Expired worker callback signature timestamp",
    },
    "fail",
    /^1 × Invalid.*, 9 × Expired.*Compare WORKER_CALLBACK_SIGNING_SECRET/,
  ],
  ["a clock", reason("Expired worker callback signature timestamp"), "fail", /4 × Expired.*clock that is off/],
  ["no headers", reason("Missing worker callback signature headers"), "fail", /sends none/],
  ["no event id", reason("Missing worker callback event id"), "fail", /older release/],
  ["a time in words", reason("Invalid worker callback signature timestamp"), "fail", /whole seconds/],
  ["another secret", reason("Invalid worker callback signature"), "fail", /Compare WORKER_CALLBACK_SIGNING_SECRET/],
  ["no token", reason("Missing worker callback bearer token"), "fail", /no token at all/],
  ["another token", reason("Invalid worker callback token"), "fail", /was rotated/],
  ["another audience", reason("Invalid worker callback OIDC token"), "fail", /another audience/],
  ["another account", reason("Invalid worker callback service account"), "fail", /another audience/],
  ["another reason", reason("Unauthorized"), "fail", /^4 × Unauthorized: the newest reason is not known here/],
]);

const ownSecrets = of("callback-secret", [
  ["the API's", { isApis: true }, "ok", /is the API's secret/],
  ["another one", { isApis: false }, "fail", /would be wrong/],
]);

const sample = (over: Facts): Facts => ({ matches: true, empty: "", takenAt: ago(60), skewSeconds: 0, ...over });
const samples = of("callback-sample", [
  ["the right secret", sample({}), "ok", /with the API's secret/],
  ["the right secret, a slow clock", sample({ skewSeconds: -600 }), "fail", /-600 s off/],
  ["a fast clock", sample({ skewSeconds: 400 }), "fail", /400 s off/],
  ["another secret", sample({ matches: false }), "fail", /another secret/],
  ["no request id", sample({ matches: false, empty: "requestId" }), "fail", /no x-request-id/],
  ["no signature", sample({ matches: null, empty: "" }), "fail", /does not sign/],
]);

const letters = (over: Facts): Facts => ({
  ...{ invalid: 0, unauthorized: 0, gone: 0, throttled: 0, broken: 0, other: 0, status: null, reason: null },
  ...over,
});
const replays: readonly Case[] = [
  ...of("replay-refusals", [
    ["none", letters({}), "ok", /no callback was refused.*did not get to this API/],
    ["numbers that do not agree", letters({ invalid: 1, throttled: 2, reason: "scrapedCount" }), "fail", /poisoned/],
    [
      "a signature",
      letters({ unauthorized: 3, reason: "Invalid worker callback signature" }),
      "fail",
      /changes nothing/,
    ],
    ["a run that is gone", letters({ gone: 1, reason: "Job source run not found" }), "fail", /never be sent/],
    [
      "a database that is away",
      letters({ broken: 2, status: 500, reason: "ECONNREFUSED" }),
      "fail",
      /500 ECONNREFUSED/,
    ],
    ["too large", letters({ other: 1, status: 413, reason: "request entity too large" }), "fail", /1 callback.*413/],
    ["the limit", letters({ throttled: 2 }), "warn", /limit of 8/],
  ]),
  ...of("replayed-runs", [
    ["each has ended", { replayed: 5, open: 0, openId: null }, "ok", /each of 5/],
    ["one still runs", { replayed: 5, open: 1, openId: "d9533b30" }, "fail", /1 of 5 .* still runs, such as d9533b30/],
    ["no record", { replayed: 0, open: 0, openId: null }, "unknown", /keeps no record/],
  ]),
  ...of("stale-runs", [
    ["none", { open: 2, stale: 0, oldestSeconds: null, staleId: null }, "ok", /none of 2/],
    ["two", { open: 3, stale: 2, oldestSeconds: 7300, staleId: "d9533b30" }, "fail", /2 of 3 open runs are stale/],
  ]),
];

const answered = (status: number, said: string): Facts => ({ refused: 1, status, reason: said });
const retries: readonly Case[] = [
  ...of("unretried", [
    ["none", { failed: 2, unretried: 0, lastId: null, lastError: null }, "ok", /none of 2/],
    ["one", { failed: 2, unretried: 1, lastId: "d9533b30-1", lastError: "[network] 403" }, "warn", /1 run .* was not/],
  ]),
  ...of("failed-run-list", [
    ["two", { runs: table([{ retriesLeft: 5 }, { retriesLeft: 4 }]), rows: 2 }, "ok", /2 failed or retried runs/],
    ["the end of a chain", { runs: table([{ retriesLeft: 0 }]), rows: 1 }, "warn", /end of their chain/],
  ]),
  ...of("own-runs", [
    ["some", { runs: table([{ id: "d9533b30", status: "FAILED" }]) }, "ok", /owns runs/],
    ["none", { runs: table([]) }, "unknown", /owns no run/],
  ]),
  ...of("ops-runs", [
    ["one", { runs: table([{ id: "d9533b30", status: "COMPLETED", error: null }]) }, "ok", /is COMPLETED/],
    ["none", { runs: table([]) }, "unknown", /no run yet/],
  ]),
  ...of("retry-answers", [
    ["none", { refused: 0, status: null, reason: null }, "ok", /no retry was refused/],
    ["not failed", answered(400, "Only failed runs can be retried"), "fail", /has ended well/],
    ["too deep", answered(400, "Retry chain depth exceeded (5)"), "fail", /new search/],
    ["no id", answered(400, "Validation failed (uuid is expected)"), "fail", /no id of a run/],
    ["a 400 for another reason", answered(400, "source is paused"), "fail", /^400 source is paused: .*not known here/],
    ["a 409", answered(409, "Conflict"), "fail", /^409 Conflict: .*not known here/],
    ["no login", answered(401, "Unauthorized"), "fail", /login of the owner/],
    ["no profile", answered(404, "No active career profile"), "fail", /no active career profile/],
    ["somebody else's", answered(404, "Job source run not found"), "fail", /somebody else/],
    ["no such route", answered(404, "Cannot POST /api/job-sources/runs/1/retry"), "fail", /no such route/],
    ["a 404 for another reason", answered(404, "Schedule is gone"), "fail", /not known here/],
    ["the same again", answered(429, "Duplicate enqueue intent"), "fail", /within 30 s/],
    ["too many open", answered(429, "Too many active scrape runs"), "fail", /as many open runs/],
    ["too many today", answered(429, "Daily scrape limit reached"), "fail", /tomorrow/],
    ["the limit", answered(429, "ThrottlerException: Too Many Requests"), "fail", /wait a minute/],
    ["a 429 for another reason", answered(429, "source automation is paused"), "fail", /not known here/],
    ["a full queue", answered(503, "Worker rejected request with 429"), "fail", /FAILED, and it is not linked/],
    [
      "a full queue that names active tasks",
      answered(503, 'Worker rejected request: {"reason":"Queue is full","queue":{"active":1}}'),
      "fail",
      /^503 .*not linked/,
    ],
    ["no worker", answered(500, "Worker request failed: fetch failed"), "fail", /could not be reached.*PENDING/],
    ["an API that fails itself", answered(500, "Connection terminated"), "fail", /^500 .*the API itself failed/],
    ["a gateway", answered(502, "without a reason"), "fail", /^502 without a reason: the API itself failed/],
  ]),
];

const deployed: Facts = {
  "health.status": 200,
  "locked.status": 401,
  "worker.status": 200,
  "worker.failure": null,
  "tasks.status": 401,
  "web.status": 200,
  "web.failure": null,
  "root.status": 200,
  "root.type": "text/html; charset=utf-8",
};
const deployment = of("deployment", [
  ["verified", deployed, "ok", /answer, and both/],
  ["the API is not ready", { ...deployed, "health.status": 503 }, "fail", /API's \/health answers 503/],
  ["its own look was throttled", { ...deployed, "locked.status": 429 }, "unknown", /limit of 8/],
  ["runs are open", { ...deployed, "locked.status": 200 }, "fail", /they are open/],
  ["the worker is gone", { ...deployed, "worker.status": null, "worker.failure": "refused" }, "fail", /refused/],
  ["the worker is open", { ...deployed, "tasks.status": 400 }, "fail", /without a token: 400/],
  ["the web app is gone", { ...deployed, "web.status": null, "web.failure": "refused" }, "fail", /web app's \/health/],
  ["the root is JSON", { ...deployed, "root.type": "application/json" }, "fail", /not HTML/],
]);

export const jobSeekRunbookCases: readonly Case[] = [
  ...clocks,
  ...refusals,
  ...ownSecrets,
  ...samples,
  ...replays,
  ...retries,
  ...deployment,
];
