import type { Facts } from "../../src/core/reading.ts";
import type { Answer, Case } from "./case.ts";
import * as real from "./pocketbrain.answers.ts";

const SYNC = "GET /api/v2/sync/pull?cursor=0";
const METRICS = "GET /api/v1/metrics";

type Told = Pick<Case, "verdict" | "says" | "earlier">;
const at =
  (route: string, answer: Answer) =>
  (check: string, title: string, told: Told): Case => ({
    check,
    title,
    answers: { [route]: answer },
    ...told,
  });
const ready = (over: Parameters<typeof real.ready>[0], status = 200) => at("GET /ready", real.ready(over, status));
const fails = (says: RegExp): Told => ({ verdict: "fail", says });
const warns = (says: RegExp): Told => ({ verdict: "warn", says });
const fine = (says: RegExp): Told => ({ verdict: "ok", says });
const unknown = (says: RegExp): Told => ({ verdict: "unknown", says });

const healthy = ready({});
const without = ready(real.redisDown, 503);
const sticky = ready(real.ticketSticky);
const noDatabase = ready({ database: false }, 503);
const seed = (over: Parameters<typeof real.earlyReady>[0] = {}, status = 200) =>
  at("GET /ready", real.earlyReady(over, status));
const fallback = { mode: "local-fallback", degraded: true };
const pubsub = ready({
  realtime: {
    mode: "local-fallback",
    degraded: true,
    degradedReason: "SUBSCRIBER_ERROR",
    subscriberReady: false,
    publisherReady: false,
  },
});
const DERIVED = ["ready", "ready-database", "ready-redis", "ready-realtime", "ready-stream-ticket"];

const readiness: readonly Case[] = [
  healthy("ready", "healthy", fine(/every dependency is healthy/)),
  healthy("ready-database", "answers", fine(/answers the server/)),
  healthy("ready-redis", "answers", fine(/PING is answered in 2 ms/)),
  healthy("ready-realtime", "distributed", fine(/distributed/)),
  healthy("ready-stream-ticket", "strict", fine(/strict/)),
  without("ready", "503: Redis is down", fails(/Recover Redis first/)),
  without("ready-database", "is well while Redis is down", fine(/answers the server/)),
  without("ready-redis", "down, with its last error", fails(/reconnecting.*redis readiness timeout/)),
  without("ready-realtime", "follows from Redis", fails(/since Redis does not answer/)),
  without("ready-stream-ticket", "follows from Redis", fails(/cannot be used without it/)),
  sticky("ready", "200, and a flag that is left is not healthy", warns(/flag that is left/)),
  sticky("ready-redis", "is well although a flag is left", fine(/PING is answered/)),
  sticky("ready-stream-ticket", "the flag is told from a live one", warns(/REDIS_SET_FAILED is left from/)),
  ready(real.publisherSticky)("ready", "200 with realtime degraded is not healthy", warns(/which readiness ignores/)),
  ready(real.publisherSticky)("ready-realtime", "publisher flag that is left", warns(/stays so until the next write/)),
  pubsub("ready-realtime", "pub/sub fails while Redis answers", warns(/SUBSCRIBER_ERROR.*pub\/sub/)),
  noDatabase(
    "ready",
    "503: database wins, and readyMode says strict",
    fails(/Restore it before any instance is recycled/),
  ),
  noDatabase("ready-database", "down", fails(/readyMode says strict all the same/)),
  ready({}, 503)("ready", "503 without a reason", fails(/look at the payload/)),
  ready({ redis: { ok: false } })("ready", "200 where Redis is not required", warns(/readiness does not require it/)),
  seed()("ready", "an older release without streamTicket", fine(/every dependency is healthy/)),
  seed()("ready-database", "an older release", fine(/answers the server/)),
  seed()("ready-redis", "an older release", fine(/connection ready/)),
  seed()("ready-realtime", "an older release", fine(/distributed/)),
  seed()("ready-stream-ticket", "an older release says nothing", unknown(/does not tell about stream tickets/)),
  seed({ redis: false, realtime: fallback }, 503)("ready", "an older release without Redis", fails(/503: Redis/)),
  seed({ redis: false, realtime: fallback }, 503)("ready-redis", "an older release", fails(/reconnecting/)),
  seed({ redis: false, realtime: fallback }, 503)("ready-realtime", "an older release", fails(/since Redis does not/)),
  seed({ realtime: fallback })("ready", "an older release in fallback", warns(/local-fallback/)),
  seed({ realtime: fallback })("ready-realtime", "an older release in fallback", warns(/its pub\/sub is what fails/)),
  seed({ database: false }, 503)("ready", "an older release without a database", fails(/database does not answer/)),
  ready({ streamTicket: { replayProtectionMode: "best-effort" } })(
    "ready-stream-ticket",
    "best effort, as outside production",
    fine(/best-effort \(strict in production\)/),
  ),
  at("GET /ready", { body: { service: "shop", ok: true } })("ready", "another program", fails(/shop answers here/)),
  at("GET /ready", { ...real.appPage, status: 503 })("ready", "503 of nginx is an outage", fails(/HTML, not JSON/)),
  at("GET /ready", real.appPage)("ready", "HTML with 200 is not healthy", unknown(/HTML, not JSON/)),
  ...DERIVED.map((check) =>
    at("GET /ready", real.rateLimited)(check, "500 over the limit tells nothing", unknown(/again in 53s/)),
  ),
  at("GET /ready", { ...real.rateLimited, headers: { "x-ratelimit-remaining": "12" } })(
    "ready",
    "500 within the limit is a failure",
    fails(/500/),
  ),
];

const healths: readonly Case[] = [
  at("GET /health", real.health)("health", "lives", fine(/process lives/)),
  at("GET /health", real.rateLimited)("health", "500 over the limit tells nothing", unknown(/again in 53s/)),
  at("GET /health", real.appPage)("health", "HTML with 200 is not healthy", unknown(/HTML, not JSON/)),
  at("GET /health", { body: { ok: true, service: "shop" } })("health", "another program", fails(/shop answers here/)),
  at("GET /health", { status: 502, headers: { "content-type": "text/html" }, body: "<h1>502</h1>" })(
    "health",
    "502 of nginx",
    fails(/502/),
  ),
];

const edges: readonly Case[] = [
  at(SYNC, real.noToken)("edge", "401 of the server", fine(/the server itself refuses/)),
  at(SYNC, real.unavailable("network_error"))("edge", "503 network_error", fails(/503 network_error.*pb first cause/)),
  at(SYNC, real.unavailable("timeout"))("edge", "503 timeout", fails(/503 timeout/)),
  at(SYNC, real.unavailable("upstream_5xx"))("edge", "503 upstream_5xx", fails(/503 upstream_5xx/)),
  at(SYNC, real.unavailable("circuit_open"))(
    "edge",
    "503 circuit_open is no cause",
    fails(/follows from a cause before it/),
  ),
  at(SYNC, real.unavailable("origin_unconfigured"))("edge", "503 origin_unconfigured", fails(/VPS_API_ORIGIN/)),
  at(SYNC, { status: 503, body: { error: "over capacity" } })(
    "edge",
    "503 of somebody else",
    fails(/not in the Worker's words/),
  ),
  at(SYNC, { status: 500, body: { error: { code: "CONFIG_ERROR", message: "Invalid origin" } } })(
    "edge",
    "the origin is the Worker",
    fails(/500 CONFIG_ERROR/),
  ),
  at(SYNC, real.rateLimited)("edge", "500 whose limit is spent", fails(/500 INTERNAL_ERROR/)),
  at(SYNC, real.noRoute)("edge", "no route", fails(/404/)),
  at(SYNC, { body: { changes: [], nextCursor: 35 } })("edge", "no token needed", warns(/ALLOW_INSECURE_DEV_AUTH/)),
  at(SYNC, { status: 503, headers: { "content-type": "text/html" }, body: "<!doctype html><h1>503</h1>" })(
    "edge",
    "503 of Cloudflare's own page is an outage",
    fails(/HTML, not JSON \(status 503/),
  ),
  at(SYNC, { status: 522, headers: { "content-type": "text/html" }, body: "<!doctype html><h1>522</h1>" })(
    "edge",
    "522 of Cloudflare: the VPS does not answer it",
    fails(/answered 522/),
  ),
  at(SYNC, real.appPage)("edge", "HTML with 200", unknown(/HTML, not JSON/)),
  at(SYNC, { status: 401, body: { error: "unauthorized" } })(
    "edge",
    "401 of somebody else",
    unknown(/code is missing/),
  ),
];

const ticket = (over: Facts): Facts => ({
  ticketStatus: 200,
  streamStatus: 200,
  readyFrame: true,
  readyMs: 16,
  replayStatus: 401,
  replayCode: "STREAM_TICKET_REPLAYED",
  cause: null,
  ...over,
});
const noReplay = { replayStatus: null, replayCode: null };
const tickets: readonly Case[] = [
  {
    title: "used once",
    facts: ticket({}),
    verdict: "ok" as const,
    says: /refused the second time \(STREAM_TICKET_REPLAYED\)/,
  },
  {
    title: "accepted twice",
    facts: ticket({ replayStatus: 200, replayCode: null, cause: "replay-accepted" }),
    verdict: "fail" as const,
    says: /nothing protects against replay/,
  },
  {
    title: "no Redis, asked directly",
    facts: ticket({ streamStatus: 503, readyFrame: false, ...noReplay, cause: "STREAM_TICKET_STORAGE_UNAVAILABLE" }),
    verdict: "fail" as const,
    says: /Recover Redis/,
  },
  {
    title: "no Redis, seen through the Worker",
    facts: ticket({ streamStatus: 503, readyFrame: false, ...noReplay, cause: "SERVICE_UNAVAILABLE" }),
    verdict: "fail" as const,
    says: /A ticket, but no stream \(503/,
  },
  {
    title: "the circuit is open",
    facts: ticket({
      ticketStatus: 503,
      streamStatus: null,
      readyFrame: false,
      ...noReplay,
      cause: "SERVICE_UNAVAILABLE",
    }),
    verdict: "fail" as const,
    says: /No ticket \(503/,
  },
].map((one) => ({ check: "stream-ticket", ...one }));

const worker = (over: Parameters<typeof real.metrics>[0]) => at(METRICS, real.metrics(over));
const calm = worker({});
/** After a network error had opened it and five requests were rejected: open, its time over, and closed. */
const tripped = {
  metrics: { vpsProxyRetries: 1, vpsProxyCircuitOpens: 1, vpsProxyCircuitRejects: 5 },
  upstream: { network_error: 1, circuit_open: 5 },
};
const openNow = { ...tripped, circuit: { open: true, openUntil: 1_795_321_806_615, remainingMs: 980 } };
const timeOver = { ...tripped, circuit: { open: false, openUntil: 1_795_321_806_615, remainingMs: 0 } };
const before = { opens: 1, rejects: 5 };
const HIDDEN = ["circuit", "causes", "provider", "retries", "rotation", "worker-config"];

const circuits: readonly Case[] = [
  ...HIDDEN.map((check) => at(METRICS, real.noRoute)(check, "404 through Cloudflare", unknown(/its own machine only/))),
  calm("circuit", "never opened", fine(/has not opened/)),
  worker(openNow)("circuit", "open", { ...fails(/Open for another 980 ms/), earlier: before }),
  worker(timeOver)("circuit", "its time is over, and nothing proves it", {
    ...warns(/only a request under 500 closes it/),
    earlier: before,
  }),
  worker(tripped)("circuit", "closed by a request", { ...fine(/closed by a request that succeeded/), earlier: before }),
  worker(tripped)("circuit", "closed, and it opened in between", {
    ...fails(/rejects 0.7 requests a minute/),
    earlier: { opens: 0, rejects: 1 },
  }),
  {
    check: "circuit",
    title: "closed, and not watched for long",
    facts: { ...facts({ opens: 1, rejects: 5 }), ...grown({ opens: 0, rejects: 0 }, false) },
    ...unknown(/only 40s of 2m/),
  },
];

/** Facts of the Worker's metrics, as taken; all counters at 0 but these. */
function facts(over: Facts): Facts {
  const zero = [
    "opens",
    "rejects",
    "retries",
    "openUntil",
    "originUnconfigured",
    "timeout",
    "networkError",
    "upstream5xx",
  ];
  const more = [
    "circuitOpen",
    "kvUnavailable",
    "providerTimeout",
    "provider5xx",
    "providerCircuitOpen",
    "providerNetworkError",
  ];
  const rest = ["fallbackDecrypts", "decryptFailures", "reencrypts", "reencryptFailures"];
  return {
    status: 200,
    open: false,
    ...Object.fromEntries([...zero, ...more, ...rest].map((name) => [name, 0])),
    ...over,
  };
}

/** Facts of growth: so much a minute. */
function grown(perMinute: Readonly<Record<string, number>>, covered = true): Facts {
  const rates = Object.entries(perMinute).map(([name, rate]) => [`${name}PerMinute`, rate]);
  return { ...Object.fromEntries(rates), covered, watched: covered ? "5m" : "40s" };
}

const dominant = (cause: string, perMinute: number, counters: Facts, covered = true): Facts => ({
  ...facts(counters),
  ...grown({ dominant: perMinute }, covered),
  dominant: cause,
});

const upstreams: readonly (readonly [string, string, RegExp])[] = [
  ["origin_unconfigured", "originUnconfigured", /Render server\/\.env again and validate/],
  ["timeout", "timeout", /^timeout, 4 a minute.*reachability, DNS, TLS path and firewall/],
  ["network_error", "networkError", /^network_error.*reachability, DNS, TLS path and firewall/],
  ["upstream_5xx", "upstream5xx", /log, the database, Redis and pb migrations; a full rate limit/],
  ["kv_unavailable", "kvUnavailable", /AI_SESSIONS/],
  ["circuit_open", "circuitOpen", /what tripped it is over/],
];
const causes: readonly Case[] = [
  calm("causes", "none since the isolate began", fine(/no failed request/)),
  ...upstreams.map(([cause, counter, says]) => ({
    check: "causes",
    title: cause,
    facts: dominant(cause, 4, { [counter]: 20 }),
    verdict: "fail" as const,
    says,
  })),
  worker({ ...openNow, upstream: { network_error: 2, circuit_open: 90 } })(
    "causes",
    "rejects are never the cause while another grows",
    {
      ...fails(/^network_error/),
      earlier: { networkError: 1, circuitOpen: 0, ...zeroes() },
    },
  ),
  {
    check: "causes",
    title: "the provider",
    facts: dominant("provider_network_error", 2, { providerNetworkError: 9 }),
    ...warns(/Keep retries bounded and tell users/),
  },
  {
    check: "causes",
    title: "over",
    facts: dominant("none", 0, { timeout: 3 }),
    ...fine(/no cause has grown in 5 min/),
  },
  {
    check: "causes",
    title: "over for a moment",
    facts: dominant("none", 0, { timeout: 3 }, false),
    ...unknown(/only 40s of 5m/),
  },
  worker({ upstream: { upstream_5xx: 7 } })("causes", "counters of one look do not grow: no cause is named", {
    ...unknown(/counters were seen once only, as after a deployment/),
  }),
];

function zeroes(): Record<string, number> {
  const names = ["originUnconfigured", "timeout", "upstream5xx", "kvUnavailable", "providerTimeout", "provider5xx"];
  return Object.fromEntries([...names, "providerNetworkError", "providerCircuitOpen"].map((name) => [name, 0]));
}

const reliability: readonly Case[] = [
  calm("provider", "never failed", fine(/no failure of the AI provider/)),
  {
    check: "provider",
    title: "an incident",
    facts: dominant("provider_5xx", 3, { provider5xx: 12 }),
    ...warns(/provider_5xx, 3 a minute.*communicate/),
  },
  { check: "provider", title: "over", facts: dominant("none", 0, { provider5xx: 12 }), ...fine(/not failed in 5 min/) },
  {
    check: "provider",
    title: "over for a moment",
    facts: dominant("none", 0, { provider5xx: 12 }, false),
    ...unknown(/only 40s/),
  },
  calm("retries", "none", fine(/no request was tried twice/)),
  {
    check: "retries",
    title: "many",
    facts: { ...facts({ retries: 40 }), ...grown({ retries: 8 }) },
    ...warns(/8 retries a minute/),
  },
  {
    check: "retries",
    title: "one now and then",
    facts: { ...facts({ retries: 40 }), ...grown({ retries: 0.2 }) },
    ...fine(/0.2 retries/),
  },
  calm("rotation", "active only, which alone proves nothing", fine(/does not prove that a rotation is over/)),
  worker({ rotation: { fallbackDecrypts: 1, reencryptSuccesses: 1 } })("rotation", "falls back and is re-encrypted", {
    ...warns(/Do not remove KEY_ENCRYPTION_SECRET_PREV yet/),
    earlier: { fallbackDecrypts: 0, decryptFailures: 0 },
  }),
  worker({ rotation: { fallbackDecrypts: 1, reencryptSuccesses: 1 } })(
    "rotation",
    "1 and 1: flat after the first access",
    {
      ...fine(/account keys have no expiry/),
      earlier: { fallbackDecrypts: 1, decryptFailures: 0 },
    },
  ),
  {
    check: "rotation",
    title: "flat for a moment",
    facts: { ...facts({ fallbackDecrypts: 1 }), ...grown({ fallback: 0, failures: 0 }, false) },
    ...unknown(/only 40s of 5m/),
  },
  {
    check: "rotation",
    title: "the counters began anew with a change of secrets",
    facts: facts({ fallbackDecrypts: 1 }),
    ...unknown(/counters began anew/),
  },
  worker({ rotation: { decryptFailures: 2 } })("rotation", "keys are deleted", {
    ...fails(/are deleted for good/),
    earlier: { fallbackDecrypts: 0, decryptFailures: 0 },
  }),
  worker({ rotation: { decryptFailures: 2 } })("rotation", "keys were deleted", {
    ...fails(/have to connect again/),
    earlier: { fallbackDecrypts: 0, decryptFailures: 2 },
  }),
  worker({ rotation: { reencryptFailures: 1 } })("rotation", "not written back", {
    ...warns(/could not be written back/),
    earlier: { fallbackDecrypts: 0, decryptFailures: 0 },
  }),
  worker({ isOld: true })("circuit", "an older release", fine(/has not opened/)),
  worker({ isOld: true })("causes", "an older release", fine(/no failed request/)),
  worker({ isOld: true })("provider", "an older release", fine(/no failure of the AI provider/)),
  worker({ isOld: true, upstream: { timeout: 7 } })("causes", "an older release whose cause grows", {
    ...fails(/^timeout, 1\.2 a minute/),
    earlier: { ...zeroes(), networkError: 0, circuitOpen: 0 },
  }),
  worker({ isOld: true })("rotation", "an older release", unknown(/does not count key rotation/)),
  calm("worker-config", "none", fine(/no mistake of configuration/)),
  worker({ kvFailures: 3, upstream: { kv_unavailable: 3 } })("worker-config", "KV", fails(/AI_SESSIONS/)),
  worker({ runtimeConfig: { invalidEncryptionSecret: 1 } })(
    "worker-config",
    "active secret",
    fails(/worker:secret:set/),
  ),
  worker({ runtimeConfig: { invalidRotationSecret: 1 } })(
    "worker-config",
    "between the two puts",
    fails(/equals the active secret/),
  ),
  worker({ authConfig: { partialClerkConfig: 1 } })("worker-config", "Clerk", fails(/Clerk's variables/)),
  worker({ isOld: true })("worker-config", "an older release", unknown(/does not count mistakes/)),
];

const page = (over: Parameters<typeof real.serverMetrics>[0]) => at("GET /metrics", real.serverMetrics(over));
const server: readonly Case[] = [
  page({})("fallback", "none", fine(/no fallback/)),
  page({ realtime_fallback_active: 1, realtime_fallback_dwell_seconds: 4.629, realtime_subscriber_ready: 0 })(
    "fallback",
    "for seconds",
    warns(/Fallback for 4s \(subscriber 0, publisher 1\)/),
  ),
  page({ realtime_fallback_active: 1, realtime_fallback_dwell_seconds: 301 })(
    "fallback",
    "for minutes",
    fails(/Fallback for 5m1s .*devices miss changes/),
  ),
  at("GET /metrics", real.rateLimited)("fallback", "500 over the limit", unknown(/again in 53s/)),
  at("GET /metrics", real.appPage)("fallback", "HTML with 200", unknown(/no metrics/)),
  page({})("pushes", "none failed", fine(/none failed/)),
  page({ sync_push_write_failures_total: 8 })("pushes", "fail", {
    ...fails(/1.3 writes fail a minute/),
    earlier: { pushes: 0, pushFailures: 0 },
  }),
  page({ sync_push_write_failures_total: 8 })("pushes", "failed before", {
    ...fine(/no write failed in 5 min; 8 since/),
    earlier: { pushes: 0, pushFailures: 8 },
  }),
  {
    check: "pushes",
    title: "failed before, and not watched for long",
    facts: { status: 200, pushes: 9, pushFailures: 8, ...grown({ pushes: 0, failures: 0 }, false) },
    ...unknown(/none in the 40s/),
  },
  page({})("cursor-resets", "none", fine(/no device had to start over/)),
  ...[
    { resets: 6, told: fine(/as after a long absence/) },
    { resets: 12, told: warns(/2 devices a minute.*Look at what prunes/) },
    { resets: 60, told: fails(/10 devices a minute.*Stop the pruning/) },
  ].map(({ resets, told }) =>
    page({ sync_cursor_resets_total: resets })("cursor-resets", `${resets} in 6 min`, {
      ...told,
      earlier: { cursorResets: 0, pruned: 0 },
    }),
  ),
];

const COMMIT = "6c96a06000000000000000000000000000000000";
const host = (over: Facts): Facts => ({
  exitCode: 0,
  head: COMMIT,
  repo: "clean",
  proxied: "200",
  direct: "200",
  migration: "ok",
  migrationVersion: "0009_sync_bootstrap",
  migrationChecksum: "9b1f0c44",
  ...over,
});
const vars = { expectedHead: COMMIT };
const hosts: readonly Case[] = [
  { check: "host-ready", title: "both", facts: host({}), ...fine(/both the server and nginx say 200/) },
  {
    check: "host-ready",
    title: "the server",
    facts: host({ direct: "503", proxied: "503" }),
    ...fails(/server's \/ready says 503/),
  },
  { check: "host-ready", title: "nobody", facts: host({ direct: "000", proxied: "502" }), ...fails(/000/) },
  { check: "host-ready", title: "nginx only", facts: host({ proxied: "502" }), ...fails(/it is nginx that fails/) },
  { check: "release", title: "expected", vars, facts: host({}), ...fine(/6c96a06 is checked out/) },
  {
    check: "release",
    title: "another",
    vars,
    facts: host({ head: "53054ef" }),
    ...fails(/53054ef is checked out on the VPS, not 6c96a06/),
  },
  { check: "release", title: "nothing expected", facts: host({}), ...unknown(/compared with nothing/) },
  { check: "release", title: "no commit", facts: host({ head: null }), ...unknown(/names no commit/) },
  { check: "migrations", title: "applied", facts: host({}), ...fine(/0009_sync_bootstrap is applied/) },
  { check: "migrations", title: "not applied", facts: host({ migration: "missing-row" }), ...fails(/missing-row/) },
  { check: "migrations", title: "no table", facts: host({ migration: "missing-table" }), ...fails(/missing-table/) },
  {
    check: "migrations",
    title: "not read",
    facts: host({ migration: null }),
    ...unknown(/could not read its migrations/),
  },
];

const certificate = (over: Facts): Facts => ({
  daysLeft: 60,
  validTo: "2027-01-21T00:00:00.000Z",
  subject: "app.pocket-brain.org",
  issuer: "WE1",
  protocol: "TLSv1.3",
  refusal: null,
  trusted: true,
  tookMs: 31,
  ...over,
});
const SELF = "DEPTH_ZERO_SELF_SIGNED_CERT";
const certificates = (check: string, refusalVar: string): readonly Case[] => [
  { check, title: "good", facts: certificate({}), ...fine(/TLSv1.3/) },
  { check, title: "ended", facts: certificate({ daysLeft: -1, refusal: "CERT_HAS_EXPIRED" }), ...fails(/has ended/) },
  { check, title: "refused", facts: certificate({ refusal: SELF }), ...fails(/DEPTH_ZERO_SELF_SIGNED_CERT/) },
  {
    check,
    title: "private, as expected",
    vars: { [refusalVar]: SELF },
    facts: certificate({ refusal: SELF }),
    ...fine(/TLSv1.3/),
  },
  {
    check,
    title: "private, and refused for another reason",
    vars: { [refusalVar]: SELF },
    facts: certificate({ refusal: "CERT_REVOKED" }),
    ...fails(/CERT_REVOKED/),
  },
];
const paths: readonly Case[] = [
  ...certificates("edge-tls", "edgeRefusal"),
  ...certificates("direct-tls", "originRefusal"),
  { check: "edge-tls", title: "in weeks", facts: certificate({ daysLeft: 20 }), ...warns(/ends in 20 days/) },
  { check: "edge-tls", title: "in days", facts: certificate({ daysLeft: 4 }), ...fails(/ends in 4 days/) },
  { check: "edge-tls", title: "tomorrow", facts: certificate({ daysLeft: 1 }), ...fails(/ends in 1 day\./) },
  { check: "direct-tls", title: "in days", facts: certificate({ daysLeft: 10 }), ...warns(/ends in 10 days/) },
  {
    check: "direct-dns",
    title: "known",
    facts: { addresses: "203.0.113.9", count: 1, tookMs: 4 },
    ...fine(/203\.0\.113\.9, told in 4 ms/),
  },
  {
    check: "direct-dns",
    title: "no address",
    facts: { addresses: "", count: 0, tookMs: 4 },
    ...fails(/has no address/),
  },
  { check: "direct-tcp", title: "open", facts: { connectMs: 18, address: "203.0.113.9" }, ...fine(/in 18 ms/) },
  { check: "direct-tcp", title: "slow", facts: { connectMs: 3004, address: "203.0.113.9" }, ...warns(/3[., ]?004 ms/) },
];

const status = (over: Facts): Facts => ({
  indicator: "none",
  description: "All Systems Operational",
  incidents: 0,
  incident: null,
  worst: null,
  ...over,
});
const logged = (over: Facts): Facts => ({ errors: 0, errorsLast: null, lines: 23, ...over });
const others: readonly Case[] = [
  { check: "cloudflare", title: "well", facts: status({}), ...fine(/All Systems Operational; 0 incidents open/) },
  {
    check: "cloudflare",
    title: "a small one",
    facts: status({ indicator: "minor", incidents: 1 }),
    ...fine(/1 incident open/),
  },
  {
    check: "cloudflare",
    title: "a large one",
    facts: status({
      indicator: "major",
      description: "Partial System Outage",
      incident: "Elevated errors",
      worst: "Workers",
    }),
    ...warns(/Elevated errors \(Workers\)/),
  },
  { check: "redis-log", title: "quiet", facts: logged({}), ...fine(/none about Redis/) },
  {
    check: "redis-log",
    title: "errors",
    facts: logged({ errors: 3, errorsLast: "redis readiness check failed: redis readiness timeout" }),
    ...warns(/3 lines about Redis.*redis readiness timeout/),
  },
  { check: "redis-log", title: "nobody writes", facts: logged({ lines: 0 }), ...unknown(/no line of the last 5 min/) },
];

export const pocketbrainCases: readonly Case[] = [
  ...healths,
  ...readiness,
  ...edges,
  ...tickets,
  ...circuits,
  ...causes,
  ...reliability,
  ...server,
  ...hosts,
  ...paths,
  ...others,
];
