import type { Answer, Case } from "./case.ts";
import { opsmantikOutsideCases } from "./opsmantik-outside.cases.ts";
import { opsmantikRunbookCases } from "./opsmantik-runbooks.cases.ts";

/** Re-typed from real answers of the app in eras A (fe0d0a1), B (c1d30b4) and H (611a67a). */
const SHA = "c1d30b47ea46f49ec5ecb95027a387905816c88b";
const build = { "x-opsmantik-commit": SHA, "x-opsmantik-branch": "master" };
const edge = { "x-vercel-id": "fra1::iad1::abcde-1795332448895", server: "Vercel", "x-request-id": "b3b0c7" };
const notAllowed = { error: "Method not allowed. Use POST.", diag: "Add ?diag=1 for header diagnostics." };
const sync = (headers: Record<string, string>): Answer => ({
  status: 405,
  headers: { ...edge, allow: "POST, OPTIONS", ...headers },
  body: notAllowed,
});

const deploy = (answer: Answer, rest: Omit<Case, "check" | "answers">): Case => ({
  check: "deploy",
  answers: { "GET /api/sync": answer },
  ...rest,
});

const deploys: readonly Case[] = [
  deploy(sync(build), {
    title: "B: 405 with build headers is healthy",
    verdict: "ok",
    says: /c1d30b4 master = expected/,
  }),
  deploy(sync({}), { title: "A: no build headers", verdict: "unknown", says: /era A/ }),
  deploy(sync({ ...build, "x-opsmantik-commit": "unknown" }), {
    title: "built without a commit",
    verdict: "unknown",
    says: /does not know its own commit/,
  }),
  deploy(
    { status: 405, headers: build, body: notAllowed },
    { title: "no Vercel in front", verdict: "fail", says: /No x-vercel-id/ },
  ),
  deploy(
    { status: 405, headers: build, body: notAllowed },
    {
      title: "run locally, and named as such: nothing adds x-vercel-id",
      vars: { vercelId: "local::cockpit" },
      verdict: "ok",
      says: /= expected; no Vercel stands before it/,
    },
  ),
  deploy(sync({ ...build, "x-opsmantik-branch": "staging" }), {
    title: "another branch",
    verdict: "fail",
    says: /Branch staging is deployed, not master/,
  }),
  deploy(sync({ ...build, "x-opsmantik-commit": "0c724a3b47ea46f49ec5ecb95027a387905816c8" }), {
    title: "another commit",
    verdict: "fail",
    says: /0c724a3 is deployed, not c1d30b4/,
  }),
  deploy(sync(build), {
    title: "nothing to compare with",
    vars: { expectedCommit: null },
    verdict: "unknown",
    says: /not compared.*om deployment/,
  }),
  deploy(sync(build), {
    title: "Vercel's production deployment stands in",
    vars: { expectedCommit: null },
    others: { vercel: { commit: SHA } },
    verdict: "ok",
    says: /c1d30b4 master = expected/,
  }),
  deploy(sync(build), {
    title: "another commit than Vercel's production deployment",
    vars: { expectedCommit: null },
    others: { vercel: { commit: "611a67a000000000000000000000000000000000" } },
    verdict: "fail",
    says: /c1d30b4 is deployed, not 611a67a/,
  }),
  deploy(
    { status: 403, headers: edge, body: { error: "Forbidden", code: "GEO_FENCE_DUSSELDORF" } },
    { title: "H: a bastion in Düsseldorf is fenced out", verdict: "unknown", says: /403/ },
  ),
  deploy({ status: 404, headers: edge, body: "<html>" }, { title: "the route is gone", verdict: "fail", says: /404/ }),
];

const health = (body: object, rest: Omit<Case, "answers">): Case => ({
  answers: { "GET /api/health": { headers: edge, body: { ok: true, ts: "2026-11-22T03:00:00Z", ...body } } },
  ...rest,
});
const healths: readonly Case[] = [
  health({ db_ok: true, git_sha: SHA }, { check: "health", title: "db_ok", verdict: "ok", says: /db_ok/ }),
  health(
    { db_ok: false },
    { check: "health", title: "always ok:true, but db_ok false", verdict: "fail", says: /Supabase/ },
  ),
  health({}, { check: "health", title: "ok:true alone says nothing", verdict: "unknown", says: /nothing was checked/ }),
  health(
    { db_ok: true, signing_disabled: true },
    { check: "health", title: "signing off", verdict: "warn", says: /SIGNING_DISABLED/ },
  ),
  health(
    { db_ok: true, git_sha: SHA },
    { check: "deploy-sha", title: "git_sha is expected", verdict: "ok", says: /= expected/ },
  ),
  health({ db_ok: true }, { check: "deploy-sha", title: "no git_sha", verdict: "unknown", says: /no git_sha/ }),
  health(
    { db_ok: true, git_sha: "611a67a0000000" },
    { check: "deploy-sha", title: "another git_sha", verdict: "fail", says: /611a67a, not c1d30b4/ },
  ),
  health(
    { db_ok: true, git_sha: SHA },
    {
      check: "deploy-sha",
      title: "git_sha, nothing expected",
      vars: { expectedCommit: null },
      verdict: "unknown",
      says: /not compared/,
    },
  ),
  {
    check: "health",
    title: "H: a bastion in Düsseldorf is fenced out, and told so",
    answers: { "GET /api/health": { status: 403, body: { error: "Forbidden", code: "GEO_FENCE_DUSSELDORF" } } },
    verdict: "unknown",
    says: /GEO_FENCE_DUSSELDORF/,
  },
  {
    check: "health",
    title: "HTML with 200 is no answer",
    answers: { "GET /api/health": { headers: { "content-type": "text/html" }, body: "<!doctype html><h1>ok</h1>" } },
    verdict: "unknown",
    says: /HTML/,
  },
];

const forbidden = (code?: string): Answer => ({
  status: 403,
  body: { error: "forbidden", ...(code && { code, message: "x" }) },
});
const gone: Answer = {
  status: 404,
  headers: { "content-type": "text/html" },
  body: "<!DOCTYPE html><title>404</title>",
};
interface Eras {
  readonly sync?: Answer;
  readonly worker: Answer;
  readonly ingest?: Answer;
  readonly telemetry?: Answer;
}
const routes = (
  { sync: read = sync(build), worker, ingest = gone, telemetry = gone }: Eras,
  rest: Omit<Case, "answers">,
): Case => ({
  answers: {
    "GET /api/sync": read,
    "POST /api/sync/worker": worker,
    "POST /api/workers/ingest": ingest,
    "POST /api/workers/ingest/telemetry": telemetry,
  },
  ...rest,
});
const MISSING = "QSTASH_SIGNATURE_MISSING";
const KEYS: Answer = { status: 503, body: { error: "QStash signing keys misconfigured", code: "QSTASH_KEYS_MISSING" } };
const eras: readonly Case[] = [
  routes({ worker: forbidden(MISSING) }, { check: "era", title: "B", verdict: "ok", says: /^era B/ }),
  routes(
    { sync: sync({}), worker: { status: 403, body: "Signature missing" } },
    { check: "era", title: "A", verdict: "ok", says: /^era A/ },
  ),
  routes({ worker: gone, ingest: forbidden(MISSING) }, { check: "era", title: "H", verdict: "ok", says: /^era H/ }),
  routes({ worker: KEYS }, { check: "era", title: "B without signing keys is still B", verdict: "ok", says: /^era B/ }),
  routes(
    { sync: { status: 500, body: "x" }, worker: KEYS },
    { check: "era", title: "the app is broken", verdict: "fail", says: /500/ },
  ),
  routes(
    { sync: { body: "????" }, worker: forbidden(MISSING) },
    { check: "era", title: "garbage with 200", verdict: "unknown", says: /where 405 is due/ },
  ),
  routes(
    { worker: { status: 418, body: "x" } },
    { check: "era", title: "an answer that no era has", verdict: "unknown", says: /no rule holds/ },
  ),
  routes(
    { worker: forbidden(MISSING) },
    { check: "worker", title: "B refuses unsigned", verdict: "ok", says: /QSTASH_SIGNATURE_MISSING/ },
  ),
  routes(
    { worker: { status: 403, body: "Signature missing" } },
    { check: "worker", title: "A refuses unsigned in the SDK's words", verdict: "ok", says: /own words/ },
  ),
  routes(
    { worker: gone, ingest: forbidden(MISSING) },
    { check: "worker", title: "H: the successor refuses unsigned", verdict: "ok", says: /workers\/ingest is up/ },
  ),
  routes(
    { worker: KEYS },
    { check: "worker", title: "503 QSTASH_KEYS_MISSING", verdict: "fail", says: /QSTASH_KEYS_MISSING.*Restore/ },
  ),
  routes(
    { worker: gone, telemetry: forbidden(MISSING) },
    { check: "worker", title: "H at its head: only /telemetry is there", verdict: "ok", says: /telemetry 403/ },
  ),
  routes(
    { worker: gone, telemetry: KEYS },
    { check: "worker", title: "H at its head: keys missing", verdict: "fail", says: /QSTASH_KEYS_MISSING/ },
  ),
  routes(
    { worker: gone, ingest: KEYS },
    { check: "worker", title: "H: keys missing", verdict: "fail", says: /QSTASH_KEYS_MISSING/ },
  ),
  routes(
    { worker: { status: 500, body: { error: "Internal" } } },
    { check: "worker", title: "500: threw at import", verdict: "fail", says: /throws at import/ },
  ),
  routes({ worker: gone }, { check: "worker", title: "no consumer at all", verdict: "fail", says: /nothing consumes/ }),
  routes(
    { worker: { status: 200, body: "????" } },
    { check: "worker", title: "garbage with 200 is no open door", verdict: "unknown", says: /nothing of the worker/ },
  ),
  routes(
    { sync: { status: 500, body: "x" }, worker: { status: 500, body: "x" } },
    { check: "worker", title: "the whole app is broken", verdict: "fail", says: /too: the app is broken/ },
  ),
  routes(
    { worker: { status: 200, body: { ok: true } } },
    { check: "worker", title: "takes unsigned deliveries", verdict: "fail", says: /ALLOW_INSECURE_DEV_WORKER/ },
  ),
];

const present = (over: object = {}) => ({
  ok: true,
  v: "2.1.0-upstash",
  headers_present: {
    cf_ipcity: false,
    cf_ipdistrict: false,
    cf_ipcountry: false,
    x_vercel_ip_city: false,
    x_vercel_ip_country: false,
    ...over,
  },
  chosen: { city: "Unknown", district: null, country: "Unknown", timezone: "UTC" },
});
const diag = (answer: Answer, rest: Omit<Case, "check" | "answers">): Case => ({
  check: "diag",
  answers: { "GET /api/sync?diag=1": answer },
  ...rest,
});
const diags: readonly Case[] = [
  ...["cf_ipcity", "cf_ipdistrict", "cf_ipcountry", "x_vercel_ip_city", "x_vercel_ip_country"].map((name) =>
    diag({ body: present({ [name]: true }) }, { title: `only ${name}`, verdict: "ok", says: /geo headers arrive/ }),
  ),
  diag({ body: present() }, { title: "none of the five", verdict: "warn", says: /None of the five/ }),
  diag(
    { status: 405, body: { error: "Method not allowed. Use POST." } },
    { title: "H: disabled is not broken", verdict: "unknown", says: /not a fault/ },
  ),
];

const cors = (answer: Answer, rest: Omit<Case, "check" | "answers">): Case => ({
  check: "cors",
  answers: { "OPTIONS /api/sync": answer },
  ...rest,
});
const allow = (origin: string) => ({
  "access-control-allow-origin": origin,
  "access-control-allow-methods": "POST, OPTIONS",
});
const preflights: readonly Case[] = [
  cors({ headers: allow("https://www.sosreklam.com") }, { title: "echoed", verdict: "ok", says: /is allowed/ }),
  cors({ headers: allow("*") }, { title: "H: any", verdict: "ok", says: /is allowed/ }),
  cors(
    { status: 403, body: "" },
    { title: "A/B: 403 with empty body", verdict: "fail", says: /ALLOWED_ORIGINS in Vercel/ },
  ),
  cors(
    { headers: allow("https://other.example") },
    { title: "another origin", verdict: "fail", says: /it says https:\/\/other\.example/ },
  ),
  cors({}, { title: "200 without the header", verdict: "fail", says: /names no allowed origin/ }),
];

const counted = (sessions: number, gclid: number, failures: number) => ({
  sessionsLastHour: { status: sessions > 0 ? "ok" : "alarm", count: sessions },
  gclidLast3Hours: { status: gclid > 0 ? "ok" : "alarm", count: gclid },
  ingestPublishFailuresLast15m: {
    status: failures < 0 ? "unknown" : failures === 0 ? "ok" : failures > 5 ? "critical" : "degraded",
    count: failures,
  },
});
const tower = (body: object | Answer, rest: Omit<Case, "answers">): Case => ({
  answers: {
    "GET /api/cron/watchtower":
      "status" in body && typeof body.status === "number" ? (body as Answer) : { headers: build, body },
  },
  ...rest,
});
const b = (code: "OK" | "DEGRADED" | "ALARM" | "CRITICAL", checks: ReturnType<typeof counted>) => ({
  ok: code === "OK" || code === "DEGRADED",
  code: `WATCHTOWER_${code}`,
  status: code.toLowerCase(),
  severity: code.toLowerCase(),
  failure_count: checks.ingestPublishFailuresLast15m.count,
  checks,
  details: { timestamp: "2026-11-22T03:00:00Z", environment: "production" },
});
const drift = { billingReconciliationDriftLast1h: { status: "degraded", count: 3 } };
const wellB = b("OK", counted(1, 1, 0));
const wellH = b("OK", {
  ...counted(1, 1, 0),
  ...{ billingReconciliationDriftLast1h: { status: "ok", count: 0 } },
});
const other = (failure_count: number, failures: number) => ({ ...b("OK", counted(1, 1, failures)), failure_count });
const blindB = b("ALARM", counted(-1, -1, -1));
const aOk = {
  status: "ok",
  checks: { sessionsLastHour: { status: "ok", count: 4 }, gclidLast3Hours: { status: "ok", count: 2 } },
  details: {},
};
const aAlarm = {
  status: "alarm",
  checks: { sessionsLastHour: { status: "alarm", count: 0 }, gclidLast3Hours: { status: "ok", count: 2 } },
  details: {},
};
const towers: readonly Case[] = [
  tower(wellB, { check: "watchtower", title: "B healthy", verdict: "ok", says: /WATCHTOWER_OK/ }),
  tower(b("DEGRADED", counted(1, 1, 2)), {
    check: "watchtower",
    title: "ok stays true while degraded",
    verdict: "warn",
    says: /2 publish failures/,
  }),
  tower(b("ALARM", counted(0, 0, 2)), {
    check: "watchtower",
    title: "without traffic the code is ALARM, which hides publish failures: the count tells them",
    verdict: "warn",
    says: /2 publish failures.*WATCHTOWER_ALARM/,
  }),
  tower(b("CRITICAL", counted(1, 1, 6)), {
    check: "watchtower",
    title: "200 although it is critical",
    verdict: "fail",
    says: /critical above 5/,
  }),
  tower(b("ALARM", counted(0, 0, 0)), {
    check: "watchtower",
    title: "no traffic",
    verdict: "fail",
    says: /no sessions ingested/,
  }),
  tower(blindB, {
    check: "watchtower",
    title: "B calls a database that is down an alarm with counts of -1: nothing was counted",
    verdict: "unknown",
    says: /not counted/,
  }),
  tower(b("DEGRADED", counted(-1, -1, -1)), {
    check: "watchtower",
    title: "H calls a database that is down ok:true and DEGRADED: nothing was counted",
    verdict: "unknown",
    says: /whatever its code says/,
  }),
  tower(b("DEGRADED", counted(-1, 3, 0)), {
    check: "watchtower",
    title: "H: one count of -1 is enough",
    verdict: "unknown",
    says: /not counted/,
  }),
  tower(b("DEGRADED", counted(3, -1, 0)), {
    check: "watchtower",
    title: "H: the gclid count alone",
    verdict: "unknown",
    says: /not counted/,
  }),
  tower(b("DEGRADED", { ...counted(3, 3, 0), ...drift }), {
    check: "watchtower",
    title: "H: billing drift",
    verdict: "warn",
    says: /billing drift degraded/,
  }),
  tower(
    { ...b("ALARM", counted(3, 3, 0)), code: "WATCHTOWER_OCI_MAINTENANCE_PARTIAL_SILENT" },
    {
      check: "watchtower",
      title: "H: an alarm of the cron oci-maintenance is none of ingestion",
      verdict: "warn",
      says: /sessions ok, gclid ok.*Ingestion is not touched/,
    },
  ),
  tower(wellH, {
    check: "watchtower",
    title: "H says OK while QStash is broken and the app does the work itself: that is no ok",
    verdict: "unknown",
    says: /^WATCHTOWER_OK \(sessions ok, gclid ok\), which tells nothing of publishing in era H/,
  }),
  tower(wellH, {
    check: "watchtower-publish",
    title: "H counts no failure that the app worked off",
    verdict: "unknown",
    says: /tells nothing in era H/,
  }),
  ...["watchtower", "watchtower-publish"].flatMap((check) => [
    tower(other(6, 0), { check, title: "failure_count alone tells it", verdict: "fail", says: /^6 publish failures/ }),
    tower(other(2, 0), { check, title: "failure_count alone tells it", verdict: "warn", says: /^2 publish failures/ }),
    tower(other(0, 2), { check, title: "its check alone tells it", verdict: "warn", says: /its check counts 2/ }),
    tower(other(-1, 0), { check, title: "a failure_count of -1", verdict: "unknown", says: /not counted/ }),
    tower(other(0, -1), { check, title: "a count of -1 beside it", verdict: "unknown", says: /not counted/ }),
  ]),
  tower(aOk, { check: "watchtower", title: "A: no code, ok", verdict: "ok", says: /era A/ }),
  tower(aAlarm, { check: "watchtower", title: "A: no code, alarm", verdict: "fail", says: /alarm \(era A\)/ }),
  tower(
    { status: 403, body: { error: "forbidden", code: "CRON_FORBIDDEN" } },
    { check: "watchtower", title: "403: our bearer is wrong", verdict: "unknown", says: /CRON_FORBIDDEN/ },
  ),
  tower(
    { status: 401, headers: { "content-type": "text/plain" }, body: "Unauthorized" },
    { check: "watchtower", title: "A: 401 text", verdict: "unknown", says: /401/ },
  ),
  tower(
    {
      status: 500,
      headers: { "content-type": "text/plain" },
      body: "Internal Server Config Error: Secure CRON setup required.",
    },
    { check: "watchtower", title: "A: 500 text, no CRON_SECRET", verdict: "fail", says: /Secure CRON setup required/ },
  ),
  tower(
    { status: 500, body: { ok: false, status: "error", message: "Watchtower execution failed" } },
    { check: "watchtower", title: "it threw", verdict: "fail", says: /Watchtower execution failed/ },
  ),
  tower(wellB, { check: "watchtower-sessions", title: "seen", verdict: "ok", says: /^1 session in/ }),
  tower(b("ALARM", counted(0, 1, 0)), {
    check: "watchtower-sessions",
    title: "none",
    verdict: "fail",
    says: /no session in the last hour/,
  }),
  tower(blindB, { check: "watchtower-sessions", title: "-1 is no number", verdict: "unknown", says: /not counted/ }),
  tower(wellB, { check: "watchtower-gclid", title: "seen", verdict: "ok", says: /^1 session with a gclid/ }),
  tower(b("ALARM", counted(1, 0, 0)), {
    check: "watchtower-gclid",
    title: "none",
    verdict: "fail",
    says: /attribution is dead/,
  }),
  tower(blindB, { check: "watchtower-gclid", title: "-1 is no number", verdict: "unknown", says: /not counted/ }),
  tower(wellB, { check: "watchtower-publish", title: "none", verdict: "ok", says: /no publish failures/ }),
  tower(b("DEGRADED", counted(1, 1, 5)), {
    check: "watchtower-publish",
    title: "5 is degraded",
    verdict: "warn",
    says: /^5 publish/,
  }),
  tower(b("ALARM", counted(0, 0, 1)), {
    check: "watchtower-publish",
    title: "masked by an alarm",
    verdict: "warn",
    says: /^1 publish failure in 15 min; the code is WATCHTOWER_ALARM, since ALARM masks DEGRADED/,
  }),
  tower(b("CRITICAL", counted(1, 1, 6)), {
    check: "watchtower-publish",
    title: "6 is critical",
    verdict: "fail",
    says: /critical above 5/,
  }),
  tower(blindB, { check: "watchtower-publish", title: "-1 is no number", verdict: "unknown", says: /not counted/ }),
  tower(aOk, {
    check: "watchtower-publish",
    title: "A does not watch it",
    verdict: "unknown",
    says: /QSTASH_PUBLISH_ERROR/,
  }),
];

const bad = 'QSTASH_PUBLISH_FAILED: {"error":"invalid token"}';
const rows = (count15m: number, eraH = false) => ({
  count15m,
  lastAt: null,
  lastError: count15m > 0 ? bad : null,
  eraH,
});
const whole = { plain: false, parents: 2, missingNow: 0, missingNext: 0, missing: null, defaults: 0 };
const guards = { total: 10, parents: 2, missing: 0, disabled: 0, missingOn: null, disabledOn: null };
const stores: readonly Case[] = [
  { check: "sessions-60m", title: "some", facts: { sessions: 12 }, verdict: "ok", says: /12 sessions/ },
  { check: "sessions-60m", title: "none", facts: { sessions: 0 }, verdict: "fail", says: /stalled/ },
  {
    check: "gclid-3h",
    title: "some",
    facts: { sessions: 3 },
    verdict: "ok",
    says: /3 sessions with a gclid/,
  },
  {
    check: "gclid-3h",
    title: "none",
    facts: { sessions: 0 },
    verdict: "fail",
    says: /attribution is dead/,
  },
  { check: "publish-failures", title: "none", facts: rows(0), verdict: "ok", says: /no publish failures/ },
  {
    check: "publish-failures",
    title: "none in era H, which writes no row of what the app worked off",
    facts: rows(0, true),
    verdict: "unknown",
    says: /tells nothing in era H/,
  },
  { check: "publish-failures", title: "H: a row is a row", facts: rows(1, true), verdict: "warn", says: /^1 publish/ },
  { check: "publish-failures", title: "5 warn", facts: rows(5), verdict: "warn", says: /invalid token/ },
  { check: "publish-failures", title: "6 fail", facts: rows(6), verdict: "fail", says: /critical above 5/ },
  ...[
    ["sessions-60m", "sessions"],
    ["gclid-3h", "sessions"],
    ["publish-failures", "count15m"],
    ["sync-dlq", "open24h"],
  ].map(
    ([check = "", count = ""]): Case => ({
      check,
      title: "row level security hides what is there: 0 is no 0",
      facts: { [count]: null, lastError: null },
      verdict: "unknown",
      says: /nothing was counted.*BYPASSRLS/,
    }),
  ),
  { check: "database", title: "answers", facts: { one: 1, standby: false, tookMs: 3 }, verdict: "ok", says: /in 3 ms/ },
  {
    check: "database",
    title: "a standby",
    facts: { one: 1, standby: true, tookMs: 3 },
    verdict: "warn",
    says: /standby/,
  },
  {
    check: "redis",
    title: "answers",
    facts: { role: "master", pingMs: 1.4, connectedClients: 2, usedMemoryMb: 1 },
    verdict: "ok",
    says: /PING answered/,
  },
  { check: "redis", title: "a replica", facts: { role: "slave", pingMs: 1.4 }, verdict: "warn", says: /is a slave/ },
  { check: "qstash-dlq", title: "empty", facts: { count: 0, atLeast: false }, verdict: "ok", says: /empty/ },
  {
    check: "qstash-dlq",
    title: "some",
    facts: { count: 50, atLeast: false },
    verdict: "warn",
    says: /^50 messages gave up/,
  },
  { check: "qstash-dlq", title: "many", facts: { count: 51, atLeast: true }, verdict: "fail", says: /Find out why/ },
  {
    check: "qstash-undelivered",
    title: "none",
    facts: { count: 0, atLeast: false, seen: 9 },
    verdict: "ok",
    says: /no message/,
  },
  {
    check: "qstash-undelivered",
    title: "some",
    facts: { count: 2, atLeast: false, oldestAgeSeconds: 900 },
    verdict: "warn",
    says: /retries 3 times/,
  },
  {
    check: "qstash-undelivered",
    title: "many",
    facts: { count: 51, atLeast: true, oldestAgeSeconds: 900 },
    verdict: "fail",
    says: /deliveries fail/,
  },
  {
    check: "qstash-undelivered",
    title: "none among what one look shows",
    facts: { count: 0, atLeast: true, seen: 1000 },
    verdict: "unknown",
    says: /hide older ones/,
  },
  { check: "sync-dlq", title: "none", facts: { open24h: 0 }, verdict: "ok", says: /no event/ },
  {
    check: "sync-dlq",
    title: "some",
    facts: { open24h: 3, lastError: "sync_worker: 23514" },
    verdict: "warn",
    says: /23514/,
  },
  { check: "partitions", title: "both months", facts: whole, verdict: "ok", says: /this and next month/ },
  {
    check: "partitions",
    title: "H: plain tables",
    facts: { ...whole, plain: true, missingNow: 2, missingNext: 2 },
    verdict: "ok",
    says: /plain tables/,
  },
  {
    check: "partitions",
    title: "no tables",
    facts: { ...whole, plain: null, parents: 0 },
    verdict: "fail",
    says: /not there at all/,
  },
  {
    check: "partitions",
    title: "this month missing",
    facts: { ...whole, missingNow: 1, missing: "sessions_2026_11" },
    verdict: "fail",
    says: /no sessions_2026_11.*23514/,
  },
  {
    check: "partitions",
    title: "this month missing, default partitions",
    facts: { ...whole, missingNow: 1, defaults: 2, missing: "sessions_2026_11" },
    verdict: "warn",
    says: /default partition/,
  },
  {
    check: "partitions",
    title: "next month missing",
    facts: { ...whole, missingNext: 1, missing: "events_2026_12" },
    verdict: "warn",
    says: /Next month has no events_2026_12/,
  },
  { check: "partition-triggers", title: "all", facts: guards, verdict: "ok", says: /10 of 10/ },
  {
    check: "partition-triggers",
    title: "one missing",
    facts: { ...guards, missing: 1, missingOn: "events" },
    verdict: "fail",
    says: /missing on events/,
  },
  {
    check: "partition-triggers",
    title: "disabled on one partition",
    facts: { ...guards, disabled: 1, disabledOn: "sessions_2026_11" },
    verdict: "fail",
    says: /disabled on sessions_2026_11/,
  },
  {
    check: "partitions",
    title: "one of the two tables",
    facts: { ...whole, plain: true, parents: 1, parent: "sessions" },
    verdict: "fail",
    says: /only sessions is there/,
  },
  {
    check: "partition-triggers",
    title: "one of the two tables",
    facts: { ...guards, total: 1, parents: 1, parent: "events" },
    verdict: "fail",
    says: /only events is there/,
  },
  {
    check: "partition-triggers",
    title: "no tables",
    facts: { ...guards, total: 0, parents: 0 },
    verdict: "fail",
    says: /not there at all/,
  },
];

export const opsmantikCases: readonly Case[] = [
  ...deploys,
  ...healths,
  ...eras,
  ...diags,
  ...preflights,
  ...towers,
  ...stores,
  ...opsmantikOutsideCases,
  ...opsmantikRunbookCases,
];
