import type { Facts } from "../../src/core/reading.ts";
import { type Answer, ago, type Case } from "./case.ts";
import { jobSeekRunbookCases } from "./job-seek-runbooks.cases.ts";
import { jobSeekSqlCases } from "./job-seek-sql.cases.ts";

/** Re-typed from real answers of the API and the worker at bf19b1e (2026-05-13) and of f5ccaf4 (2026-03-01) before it. */
export const SHA = "9b2f4c1d30b47ea46f49ec5ecb95027a38790581";

type HttpCase = Omit<Case, "answers">;
const ask = (path: string, answer: Answer, rest: HttpCase): Case => ({ answers: { [`GET ${path}`]: answer }, ...rest });
const wrapped = (data: unknown): Answer => ({ body: { success: true, data } });
const error = (status: number, code: string, message: string, headers: Record<string, string> = {}): Answer => ({
  status,
  headers,
  body: {
    code,
    message,
    requestId: "1c7071c6-9eaf-4546-b9a2-a963155c7af3",
    timestamp: "2026-11-22T04:40:15.397Z",
    retryable: status !== 401,
    category: "internal",
    error: { code, message },
  },
});
const broken = (status: number) => error(status, "INTERNAL_ERROR", "Something went wrong. Please try again.");
const limited = error(429, "RATE_LIMITED", "Too many requests. Please try again later.", { "Retry-After-auth": "41" });

const up = { status: "up" };
const details = {
  drizzle: up,
  required_tables: { requiredTables: ["api_request_events", "scrape_schedule_events"], ...up },
  memory_rss: up,
  "disk health": up,
};
const ready = (answer: Answer, rest: Omit<HttpCase, "check">) =>
  ask("/health", answer, { check: "readiness", ...rest });
const alive = (answer: Answer, rest: Omit<HttpCase, "check">) =>
  ask("/health/test", answer, { check: "liveness", ...rest });
const healths: readonly Case[] = [
  ready(wrapped({ status: "ok", info: details, error: {}, details }), {
    title: "/health is the one that asks the database, whatever the runbook says",
    verdict: "ok",
    says: /asked the database/,
  }),
  ready(broken(503), {
    title: "503: a table is missing, and the body does not say so",
    verdict: "fail",
    says: /table/,
  }),
  ready(broken(500), {
    title: "500: the database is gone, and the body does not say so",
    verdict: "fail",
    says: /database/,
  }),
  ready(wrapped({ status: "error", details: {} }), {
    title: "a state of its own",
    verdict: "fail",
    says: /says error/,
  }),
  ready(wrapped("Http working fine"), { title: "the wrong path", verdict: "unknown", says: /names no state/ }),
  ready(
    { status: 404, body: { code: "NOT_FOUND" } },
    { title: "/api/health does not exist", verdict: "fail", says: /404/ },
  ),
  ready(
    { headers: { "content-type": "text/html" }, body: "<!doctype html>" },
    { title: "HTML with 200 of something before it", verdict: "unknown", says: /names no state/ },
  ),
  ready(
    { status: 503, headers: { "content-type": "text/html" }, body: "<h1>Service Unavailable</h1>" },
    { title: "503 of something before it is an outage, too", verdict: "fail", says: /503, not in the API's own words/ },
  ),
  alive(wrapped("Http working fine"), {
    title: "a constant that says nothing about the database",
    verdict: "ok",
    says: /proves nothing about its database/,
  }),
  alive(wrapped({ status: "ok" }), { title: "another answer", verdict: "unknown", says: /without its sentence/ }),
  alive({ body: { success: true } }, { title: "no sentence", verdict: "unknown", says: /without its sentence/ }),
];

const queue = { queued: 0, active: 0, maxConcurrent: 1, maxQueueSize: 2, taskTimeoutMs: 20_000 };
const policy = { queueProvider: "local", maxConcurrentTasks: 1, maxQueueSize: 2, taskTimeoutMs: 20_000 };
const works = (over: object, rest: HttpCase) =>
  ask("/health", { body: { ok: true, queue: { ...queue, ...over }, policy } }, rest);
const early = (queued: number, rest: HttpCase) =>
  ask("/health", { body: { ok: true, queue: { queued, active: 1, maxConcurrent: 1 } } }, rest);
const workers: readonly Case[] = [
  works({}, { check: "worker", title: "idle", verdict: "ok", says: /alive/ }),
  works({ active: 1, queued: 2 }, { check: "worker", title: "busy is alive, too", verdict: "ok", says: /alive/ }),
  ask("/health", { body: { ok: true } }, { check: "worker", title: "no queue", verdict: "unknown", says: /no queue/ }),
  ask(
    "/health",
    { status: 404, body: { error: "Not Found" } },
    { check: "worker", title: "another path", verdict: "fail", says: /404/ },
  ),
  works({}, { check: "worker-queue", title: "idle", verdict: "ok", says: /0 of 2 wait, 0 of 1 run, each for 20s/ }),
  works({ active: 1 }, { check: "worker-queue", title: "one runs", verdict: "ok", says: /1 of 1 run/ }),
  works({ active: 1, queued: 1 }, { check: "worker-queue", title: "half full", verdict: "warn", says: /full soon/ }),
  works(
    { active: 1, queued: 2 },
    {
      check: "worker-queue",
      title: "full: those that run do not count",
      verdict: "fail",
      says: /queue is full: 2 of 2/,
    },
  ),
  early(3, {
    check: "worker-queue",
    title: "before 2026: the limit is the configuration's",
    verdict: "ok",
    says: /vars\.workerMaxQueueSize/,
  }),
  early(100, {
    check: "worker-queue",
    title: "before 2026, full by the configuration",
    verdict: "fail",
    says: /100 of 100/,
  }),
];

const LOGIN = { "POST /api/auth/login": { status: 201, body: { success: true, data: { accessToken: "a.b.c" } } } };
const numbers = {
  windowHours: 1,
  queue: { activeRuns: 4, pendingRuns: 0, runningRuns: 4, runningWithoutHeartbeat: 1 },
  scrape: { totalRuns: 40, completedRuns: 37, failedRuns: 3, successRate: 0.925 },
  catalog: {
    freshAcceptedOffers: 12,
    expiredOffers: 0,
    offersWithExpiry: 12,
    activeOffersWithoutExpiry: 0,
    matchedRecently: 3,
  },
  lifecycle: { staleReconciledRuns: 0, retriesTriggered: 10, retrySuccessRate: 0.7 },
  callback: { totalEvents: 40, completedEvents: 36, failedEvents: 4, failedRate: 0.1, deadLetters24h: 0 },
  scheduler: { lastTriggerAt: null, dueSchedules: 0, enqueueFailures24h: 0 },
};
const empty = {
  windowHours: 72,
  queue: { activeRuns: 0, pendingRuns: 0, runningRuns: 0, runningWithoutHeartbeat: 0 },
  scrape: { totalRuns: 0, completedRuns: 0, failedRuns: 0, successRate: 0 },
  catalog: { freshAcceptedOffers: 0, expiredOffers: 0, offersWithExpiry: 0, activeOffersWithoutExpiry: 0 },
  lifecycle: { staleReconciledRuns: 0, retriesTriggered: 0, retrySuccessRate: 0 },
  callback: { totalEvents: 0, completedEvents: 0, failedEvents: 0, failedRate: 0, deadLetters24h: 0 },
};
const fallback = { ...empty, catalog: { freshAcceptedOffers: 0, matchedRecently: 0, offersWithoutCategory: 0 } };
/** Before 2026 there was neither a window nor a catalog, nor a fallback. */
const early2026 = { queue: empty.queue, scrape: empty.scrape, lifecycle: empty.lifecycle, callback: empty.callback };

const measured = (answer: Answer, rest: HttpCase): Case => ({
  answers: { ...LOGIN, "GET /api/ops/metrics?windowHours=1": answer },
  ...rest,
});
const counts = (over: object) => wrapped({ ...numbers, ...over });
const derived = ["heartbeat-ratio", "callback-ratio", "retry-success", "scrape-success"];
const metrics: readonly Case[] = [
  measured(wrapped(numbers), {
    check: "ops-metrics",
    title: "numbers in their envelope",
    verdict: "ok",
    says: /40 runs/,
  }),
  measured(wrapped(empty), {
    check: "ops-metrics",
    title: "zeros of an empty database",
    verdict: "ok",
    says: /0 runs/,
  }),
  measured(wrapped(early2026), {
    check: "ops-metrics",
    title: "no catalog at all is no fallback",
    verdict: "ok",
    says: /0 runs/,
  }),
  measured(wrapped(fallback), {
    check: "ops-metrics",
    title: "zeros that are a fallback",
    verdict: "fail",
    says: /No number of it counts/,
  }),
  measured({ body: numbers }, { check: "ops-metrics", title: "no envelope", verdict: "unknown", says: /envelope/ }),
  measured(error(401, "UNAUTHORIZED", "Invalid credentials or unauthorized request."), {
    check: "ops-metrics",
    title: "401",
    verdict: "unknown",
    says: /JOB_SEEK_OPS_PASSWORD/,
  }),
  measured(limited, {
    check: "ops-metrics",
    title: "429 with a suffixed header",
    verdict: "unknown",
    says: /again in 41s/,
  }),
  measured(broken(500), {
    check: "ops-metrics",
    title: "500: the login's look-up fails",
    verdict: "fail",
    says: /500/,
  }),
  ...derived.map((check) =>
    measured(wrapped(fallback), {
      check,
      title: "a fallback's zeros",
      verdict: "unknown",
      says: /zeros instead of numbers/,
    }),
  ),
  ...derived.map((check) =>
    measured(wrapped(empty), { check, title: "0 of 0 is no alarm", verdict: "ok", says: /no (run|callback)/ }),
  ),
  ...derived.map((check) =>
    measured(wrapped(numbers), {
      check,
      title: "just good",
      verdict: "ok",
      says: /1 of 4|4 of 40|success rate of 0\.7|37 of 40/,
    }),
  ),
  measured(counts({ queue: { runningRuns: 7, runningWithoutHeartbeat: 2 } }), {
    check: "heartbeat-ratio",
    title: "over 25 %",
    verdict: "warn",
    says: /2 of 7/,
  }),
  measured(counts({ callback: { totalEvents: 39, failedEvents: 4 } }), {
    check: "callback-ratio",
    title: "over 10 %: callbacks that report a failure, not failed callbacks",
    verdict: "warn",
    says: /They arrived/,
  }),
  measured(counts({ lifecycle: { retriesTriggered: 10, retrySuccessRate: 0.6999 } }), {
    check: "retry-success",
    title: "under 0.7",
    verdict: "warn",
    says: /under 0\.7/,
  }),
  measured(counts({ scrape: { totalRuns: 40, completedRuns: 35, successRate: 0.875 } }), {
    check: "scrape-success",
    title: "under 0.9",
    verdict: "warn",
    says: /35 of 40/,
  }),
  measured(counts({ scrape: { totalRuns: 3, completedRuns: 2, successRate: 0.6667 } }), {
    check: "scrape-success",
    title: "one that still runs of three",
    verdict: "unknown",
    says: /too few/,
  }),
];

const timed = (over: Facts): Facts => {
  const route = (name: string): Facts => ({
    [`${name}.status`]: 200,
    [`${name}.latencyMs`]: 40,
    [`${name}.failure`]: null,
  });
  return { ...route("live"), ...route("runs"), ...route("sources"), ...over };
};
const latency = (facts: Facts, rest: Omit<Case, "check" | "facts">): Case => ({
  check: "latency",
  facts: timed(facts),
  ...rest,
});
const latencies: readonly Case[] = [
  latency({}, { title: "quick", verdict: "ok", says: /runs 40/ }),
  latency({ "runs.latencyMs": 600 }, { title: "600 ms is still good", verdict: "ok", says: /runs 600/ }),
  latency({ "sources.latencyMs": 601 }, { title: "over 600 ms", verdict: "warn", says: /sources 601/ }),
  latency({ "runs.status": 429 }, { title: "throttled is not slow", verdict: "unknown", says: /8 times a minute/ }),
  latency({ "runs.status": 500 }, { title: "5xx", verdict: "fail", says: /5xx/ }),
  latency(
    { "sources.status": null, "sources.failure": "refused" },
    { title: "no answer", verdict: "fail", says: /refused/ },
  ),
  latency(
    { "runs.status": null, "runs.failure": "auth" },
    { title: "a login that is refused", verdict: "unknown", says: /JOB_SEEK_OPS_PASSWORD/ },
  ),
  latency({ "runs.status": 401 }, { title: "a token that is refused", verdict: "unknown", says: /no rule holds/ }),
];

const image = (name: string, sha = SHA) => `europe-central2-docker.pkg.dev/job-seek/apps/${name}:${sha}`;
const release = (over: Facts, rest: Omit<Case, "check" | "facts">): Case => ({
  check: "release",
  facts: {
    sha: SHA,
    ref: "refs/tags/rc-7",
    createdAt: ago(3600),
    apiImage: image("api"),
    workerImage: image("worker"),
    webImage: image("web"),
    shaMatches: true,
    apiOfSha: true,
    workerOfSha: true,
    webOfSha: true,
    ...over,
  },
  ...rest,
});
const releases: readonly Case[] = [
  release({}, { title: "as expected", verdict: "ok", says: /9b2f4c1 = expected; three images/ }),
  release({ sha: null }, { title: "no sha", verdict: "fail", says: /no sha/ }),
  release({ sha: "9b2f4c1" }, { title: "a short sha", verdict: "fail", says: /40 hex/ }),
  release({ shaMatches: false }, { title: "another release", verdict: "fail", says: /not the expected/ }),
  release(
    { workerOfSha: false, workerImage: image("worker", "0c724a3") },
    { title: "an image of another sha", verdict: "fail", says: /not tagged/ },
  ),
  release({ createdAt: ago(-600) }, { title: "built in the future", verdict: "fail", says: /future/ }),
  release({ createdAt: null }, { title: "no created_at", verdict: "fail", says: /created_at — is missing/ }),
  release({ createdAt: ago(31 * 24 * 3600) }, { title: "a month old", verdict: "warn", says: /30 days/ }),
  release(
    { shaMatches: null },
    { title: "nothing expected", verdict: "unknown", says: /vars\.expectedSha|expectedSha/ },
  ),
  release({ webImage: null, webOfSha: null }, { title: "an image is missing", verdict: "fail", says: /three images/ }),
];

/** nest-test 99, 99b: what the script printed last, and its exit. */
const verified = (over: Facts, rest: Omit<Case, "check" | "facts">): Case => ({
  check: "verify-deployment",
  facts: {
    exitCode: 0,
    api: true,
    worker: true,
    web: true,
    verifiedAt: "2026-11-22T02:59:00Z",
    failure: null,
    ...over,
  },
  ...rest,
});
const verifications: readonly Case[] = [
  verified({}, { title: "all three", verdict: "ok", says: /API, worker and web are verified/ }),
  verified(
    { exitCode: 1, web: false, failure: "Web: web-health-000" },
    { title: "the web app is down", verdict: "fail", says: /Web: web-health-000/ },
  ),
  verified(
    { web: false, webEnabled: false },
    { title: "passed with a part switched off", verdict: "warn", says: /not every part/ },
  ),
  verified(
    { exitCode: 1, api: false, failure: "API: api-auth-probe-429" },
    { title: "its own look was throttled", verdict: "unknown", says: /limit of 8/ },
  ),
  verified(
    { exitCode: 1, api: null, worker: null, web: null, missingVariable: "WEB_BASE_URL" },
    { title: "a variable of the script is not set", verdict: "unknown", says: /verified nothing: WEB_BASE_URL/ },
  ),
];

const webs: readonly Case[] = [
  ask(
    "/",
    { headers: { "content-type": "text/html; charset=utf-8" }, body: "<html>" },
    { check: "web", title: "HTML", verdict: "ok", says: /HTML/ },
  ),
  ask(
    "/",
    { status: 307, headers: { "content-type": "text/html", location: "/login" } },
    { check: "web", title: "to the login", verdict: "ok", says: /307/ },
  ),
  ask("/", { body: { ok: true } }, { check: "web", title: "JSON at its root", verdict: "fail", says: /not HTML/ }),
  ask("/", {}, { check: "web", title: "no content type", verdict: "warn", says: /content type/ }),
  ask("/", { status: 502 }, { check: "web", title: "502", verdict: "fail", says: /502/ }),
];

export const jobSeekCases: readonly Case[] = [
  ...healths,
  ...workers,
  ...metrics,
  ...latencies,
  ...releases,
  ...verifications,
  ...webs,
  ...jobSeekSqlCases,
  ...jobSeekRunbookCases,
];
