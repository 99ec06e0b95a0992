import type { Facts } from "../../src/core/reading.ts";
import { type Answer, ago, type Case } from "./case.ts";

/** Re-typed from real answers of the bot at 053aa98 (fastify 5.7.4) and rows of pg-boss 10.1.5 (schema version 24). */
const green = { ok: true, version: "0.1.0", uptime: 701.5, db: "ok", discord: "ready", boss: "ok" };
const health = (answer: Answer, rest: Omit<Case, "answers">): Case => ({
  answers: { "GET /healthz": answer },
  ...rest,
});
const says = (over: object): Answer => ({ body: { ...green, ...over } });
const refused = {
  statusCode: 500,
  code: "ECONNREFUSED",
  error: "Internal Server Error",
  message: "connect ECONNREFUSED 10.0.0.4:5432",
};
const timedOut = {
  statusCode: 500,
  error: "Internal Server Error",
  message: "Connection terminated due to connection timeout",
};

const healths: readonly Case[] = [
  health(says({}), {
    check: "healthz",
    title: "discord ready and boss ok are flags that no outage clears: green says so",
    verdict: "ok",
    says: /flags that an outage does not clear/,
  }),
  health(says({ ok: false, db: "fail" }), {
    check: "healthz",
    title: "200 although select 1 fails: only db tells it",
    verdict: "fail",
    says: /db fail/,
  }),
  health(says({ ok: false, discord: "not_ready" }), {
    check: "healthz",
    title: "200 with discord not_ready, which no waiting heals",
    verdict: "fail",
    says: /waiting cannot help/,
  }),
  health(says({ ok: false, discord: "not_ready", uptime: 3.2 }), {
    check: "healthz",
    title: "not_ready just after the start",
    verdict: "unknown",
    says: /normal/,
  }),
  health(says({ ok: false, boss: "fail" }), {
    check: "healthz",
    title: "boss fail",
    verdict: "fail",
    says: /Boot failure/,
  }),
  health(says({ ok: false }), {
    check: "healthz",
    title: "not ok for a reason it does not name",
    verdict: "unknown",
    says: /no rule holds/,
  }),
  health(
    { status: 500, body: refused },
    { check: "healthz", title: "a database that refuses is 500, not db fail", verdict: "fail", says: /ECONNREFUSED/ },
  ),
  health(
    { status: 500, body: timedOut },
    {
      check: "healthz",
      title: "a database that does not answer is 500 after 10 s, not db fail",
      verdict: "fail",
      says: /connection timeout/,
    },
  ),
  health(
    { status: 502, headers: { "content-type": "text/html" }, body: "<h1>Bad gateway</h1>" },
    { check: "healthz", title: "502 from the edge: the process is gone", verdict: "fail", says: /502/ },
  ),
  health(
    { body: "{\u0000", headers: { "content-type": "application/json" } },
    { check: "healthz", title: "bytes that mean nothing", verdict: "unknown", says: /JSON/ },
  ),
  health(
    { hangs: true },
    {
      check: "healthz",
      title: "a frozen network with an idle connection makes it hang for ever",
      verdict: "fail",
      says: /no answer from/,
    },
  ),
  {
    check: "healthz",
    title: "a database that restarts ends the process: it refuses",
    vars: { base: "http://127.0.0.1:1" },
    answers: {},
    verdict: "fail",
    says: /refuses connections.*compare tb database/,
  },
  health(says({}), { check: "version", title: "expected", verdict: "ok", says: /0\.1\.0 = expected/ }),
  health(says({ version: "0.0.9" }), {
    check: "version",
    title: "another",
    verdict: "fail",
    says: /0\.0\.9 runs, not 0\.1\.0/,
  }),
  health(says({}), {
    check: "version",
    title: "nothing expected",
    vars: { expectedVersion: null },
    verdict: "unknown",
    says: /publishes no commit/,
  }),
  health(
    { body: { ok: true } },
    { check: "version", title: "no version", verdict: "unknown", says: /names no version/ },
  ),
];

const workers = (over: Facts): Facts => ({
  connections: 9,
  fetches: 5,
  fetchesPerSecond: 0.5,
  workers: 1,
  leastWorkers: 1,
  ...over,
});
const beat = (seconds: number): Facts => ({
  monitoredOn: ago(seconds),
  monitoredAgeSeconds: seconds,
  silentSeconds: seconds,
  isFresh: false,
});
const direct: Facts = { one: 1, standby: false, name: "neondb", isBot: true };
const processes: readonly Case[] = [
  { check: "one-worker", title: "one", facts: workers({}), verdict: "ok", says: /one worker process/ },
  {
    check: "one-worker",
    title: "none",
    facts: workers({ connections: 0, workers: 0 }),
    verdict: "fail",
    says: /No worker/,
  },
  {
    check: "one-worker",
    title: "two, by connections",
    facts: workers({ connections: 14, workers: 1.2 }),
    verdict: "fail",
    says: /14 pg-boss connections/,
  },
  {
    check: "one-worker",
    title: "two, by fetches",
    facts: workers({ workers: 2, leastWorkers: 1.6 }),
    verdict: "warn",
    says: /2 times as often as one worker does, by 9 connections, .* if it stays so, more than one worker runs/,
  },
  {
    check: "one-worker",
    title: "a burst after a stall",
    facts: workers({ workers: 3.5, leastWorkers: 1.1 }),
    verdict: "unknown",
    says: /3\.5 times as often .*, but not all the time, as after a stall/,
  },
  {
    check: "one-worker",
    title: "connected and hung",
    facts: workers({ workers: 0.1 }),
    verdict: "warn",
    says: /hardly/,
  },
  { check: "heartbeat", title: "beats", facts: beat(9), verdict: "ok", says: /9s ago/ },
  { check: "heartbeat", title: "late", facts: beat(61), verdict: "warn", says: /later than it should/ },
  { check: "heartbeat", title: "dead", facts: beat(121), verdict: "fail", says: /dead or cut off/ },
  {
    check: "heartbeat",
    title: "dead by the server's own clock, though this machine's runs an hour behind it",
    facts: { ...beat(300), monitoredOn: ago(-3300) },
    verdict: "fail",
    says: /last sign of life 5m ago/,
  },
  {
    check: "heartbeat",
    title: "a sign of life that lies ahead of the server's own clock tells nothing",
    facts: beat(-600),
    verdict: "unknown",
    says: /clock was set back/,
  },
  {
    check: "heartbeat",
    title: "a fresh start is no death",
    facts: { monitoredOn: null, isFresh: true },
    verdict: "unknown",
    says: /just started/,
  },
  { check: "database", title: "answers", facts: { ...direct, tookMs: 2 }, verdict: "ok", says: /in 2 ms/ },
  {
    check: "database",
    title: "a standby",
    facts: { ...direct, standby: true, tookMs: 2 },
    verdict: "warn",
    says: /standby/,
  },
  {
    check: "database",
    title: "a database of somebody else",
    facts: { ...direct, name: "postgres", isBot: false },
    verdict: "fail",
    says: /postgres answers, but it has not the bot's tables/,
  },
];

const table = (rows: Record<string, string | number | null>[]) => ({ rows, rowCount: rows.length, truncated: false });
const counts = (waiting: number): Facts => ({ waiting, active: 1, queues: 16, completed: 55 });
const queue = (check: string, name: string): readonly Case[] => [
  { check, title: "drained", facts: { name, waiting: 0, active: 0 }, verdict: "ok", says: /0 jobs/ },
  { check, title: "a backlog", facts: { name, waiting: 101, active: 1 }, verdict: "warn", says: /101 jobs/ },
  { check, title: "no such queue", facts: { waiting: 3 }, verdict: "fail", says: /lost without a word/ },
];
const jobs: readonly Case[] = [
  { check: "queues", title: "calm", facts: counts(3), verdict: "ok", says: /3 jobs wait in 16 queues/ },
  { check: "queues", title: "a backlog", facts: counts(101), verdict: "warn", says: /101 jobs wait/ },
  { check: "queues", title: "a flood", facts: counts(501), verdict: "fail", says: /grows faster/ },
  ...queue("queue-publish", "public.post.publish"),
  ...queue("queue-duel", "duel.scoreboard.refresh"),
  ...queue("queue-raid", "raid.progress.refresh"),
  ...queue("queue-pair", "pair.home.refresh"),
  { check: "retries", title: "none near", facts: { retrying: 2, near: 0 }, verdict: "ok", says: /none is near/ },
  { check: "retries", title: "one try left", facts: { retrying: 2, near: 1 }, verdict: "warn", says: /one try left/ },
  {
    check: "cron-dispatch",
    title: "clean",
    facts: { broken: 0, lastCompletedOn: ago(20), lastCompletedAgeSeconds: 20, schedules: 9, missed: 0 },
    verdict: "ok",
    says: /no dispatch.*the last was 20s ago/,
  },
  {
    check: "cron-dispatch",
    title: "clean, where nothing is due every few minutes: an old dispatch is no silence",
    facts: { broken: 0, lastCompletedOn: ago(7200), lastCompletedAgeSeconds: 7200, everyMinutes: null, missed: null },
    verdict: "ok",
    says: /the last was 2h ago/,
  },
  {
    check: "cron-dispatch",
    title: "nothing failed since nothing was dispatched",
    facts: { broken: 0, lastCompletedOn: ago(400), everyMinutes: 2, quietSeconds: 400, missed: 3 },
    verdict: "fail",
    says: /^No cron was dispatched for 6m40s, though one is due every 2 min/,
  },
  {
    check: "cron-dispatch",
    title: "never dispatched, just after the first start",
    facts: { broken: 0, lastCompletedOn: null, everyMinutes: 2, quietSeconds: 30, missed: 0 },
    verdict: "unknown",
    says: /No dispatch of crons is kept/,
  },
  {
    check: "cron-dispatch",
    title: "poisoned",
    facts: { broken: 2, code: "23514", message: "no partition of relation" },
    verdict: "fail",
    says: /23514.*without a log line/,
  },
  { check: "expired", title: "none", facts: { count: 0, active: 1 }, verdict: "ok", says: /no job/ },
  {
    check: "expired",
    title: "stuck",
    facts: { count: 2, oldestSeconds: 2700 },
    verdict: "fail",
    says: /tb maintenance-lock/,
  },
  { check: "starving", title: "none", facts: { count: 0 }, verdict: "ok", says: /no job is due/ },
  {
    check: "starving",
    title: "nobody fetches",
    facts: { count: 3, queues: 1, oldestSeconds: 90 },
    verdict: "fail",
    says: /nobody fetches/,
  },
  { check: "failed", title: "none", facts: { count: 0, rows: table([]) }, verdict: "ok", says: /archive included/ },
  {
    check: "failed",
    title: "names the queue and its real error",
    facts: {
      count: 3,
      rows: table([
        { name: "public.post.publish", lastMessage: "Discord client not initialized for public post publish" },
      ]),
    },
    verdict: "fail",
    says: /public\.post\.publish: Discord client not initialized/,
  },
  {
    check: "orphans",
    title: "none",
    facts: { count: 0, unpartitioned: 0, rows: table([]) },
    verdict: "ok",
    says: /belongs to this release/,
  },
  {
    check: "orphans",
    title: "a renamed queue",
    facts: { count: 2, unpartitioned: 0, rows: table([{ name: "weekly.horoscope.publish" }]) },
    verdict: "warn",
    says: /weekly\.horoscope\.publish/,
  },
  {
    check: "orphans",
    title: "a queue without partition",
    facts: { count: 2, unpartitioned: 1, rows: table([{ name: "weekly.oracle.publish" }]) },
    verdict: "fail",
    says: /23514/,
  },
];

const schedule = (over: Facts): Facts => ({
  missing: 0,
  unwanted: 0,
  disabled: 1,
  present: 8,
  missingNames: null,
  unwantedNames: null,
  ...over,
});
const refresh = (over: Facts): Facts => ({
  late: 0,
  waiting: 0,
  oldestSeconds: null,
  lastCompletedOn: ago(40),
  ...over,
});
const projection = (check: string): readonly Case[] => [
  { check, title: "drained", facts: refresh({}), verdict: "ok", says: /no refresh is late/ },
  {
    check,
    title: "lags",
    facts: refresh({ late: 4, waiting: 6, oldestSeconds: 90 }),
    verdict: "fail",
    says: /lag behind/,
  },
  {
    check,
    title: "never completed",
    facts: refresh({ lastCompletedOn: null }),
    verdict: "unknown",
    says: /nothing proves/,
  },
];
const posts = (over: Facts): Facts => ({ due: 1, late: 0, future: 4, processing: 0, sent24h: 9, ...over });
const tables: readonly Case[] = [
  {
    check: "schedules",
    title: "disabled on purpose is fine",
    facts: schedule({}),
    verdict: "ok",
    says: /1 is disabled/,
  },
  {
    check: "schedules",
    title: "enabled and missing",
    facts: schedule({ missing: 1, missingNames: "weekly.raid.end" }),
    verdict: "fail",
    says: /weekly\.raid\.end: enabled/,
  },
  {
    check: "schedules",
    title: "disabled and there",
    facts: schedule({ unwanted: 1, unwantedNames: "weekly.raid.end" }),
    verdict: "warn",
    says: /disabled in scheduler_settings/,
  },
  {
    check: "schedules",
    title: "none at all",
    facts: schedule({ present: 0 }),
    verdict: "fail",
    says: /Did the bot ever start/,
  },
  { check: "posts", title: "future posts are normal", facts: posts({}), verdict: "ok", says: /4 for later/ },
  {
    check: "posts",
    title: "due and not sent",
    facts: posts({ late: 2 }),
    verdict: "fail",
    says: /2 posts are overdue/,
  },
  {
    check: "posts-stale",
    title: "none",
    facts: { stale: 0, failed: 0, processing: 0 },
    verdict: "ok",
    says: /no post has failed/,
  },
  {
    check: "posts-stale",
    title: "failed is never retried by itself",
    facts: { stale: 3, failed: 3, processing: 0, lastError: "Missing Access" },
    verdict: "fail",
    says: /Missing Access/,
  },
  {
    check: "posts-never-draining",
    title: "none",
    facts: { skipped: 0, guilds: 0 },
    verdict: "ok",
    says: /no post is tried in vain/,
  },
  {
    check: "posts-never-draining",
    title: "tried for ever",
    facts: { skipped: 1, guilds: 1, lastError: "public_post skipped: disabled" },
    verdict: "warn",
    says: /will not fall to 0/,
  },
  ...["projection-duel", "projection-raid", "projection-pair"].flatMap(projection),
];

/** What the log's patterns count in ten quiet minutes. */
const quiet: Facts = {
  lines: 42,
  unparsed: 0,
  crashes: 0,
  bootFailures: 0,
  disconnected: 0,
  resumed: 1,
  retries: 2,
  givenUp: 0,
};
const logged = (check: string, facts: Facts, rest: Omit<Case, "check" | "facts">): Case => ({
  check,
  facts: { ...quiet, ...facts },
  ...rest,
});
const nothing: Facts = { lines: 0, resumed: 0, retries: 0 };
const ENDED = "Discord shard disconnected";

const logs: readonly Case[] = [
  logged("bot-log", {}, { title: "quiet", verdict: "ok", says: /no crash and no failed start in 42 lines/ }),
  logged("bot-log", nothing, { title: "the wrong file", verdict: "unknown", says: /Nothing was logged in 10 min/ }),
  logged(
    "bot-log",
    {
      crashes: 2,
      crashesLastAt: ago(60),
      crashErrorsLast: "Error: connect ECONNREFUSED 127.0.0.1:5432",
      bootFailures: 4,
    },
    {
      title: "a pooled connection was reset",
      verdict: "fail",
      says: /crashed 2 times in 10 min, last 11-22 02:59:00Z: Error: connect ECONNREFUSED 127.0.0.1:5432\. Read/,
    },
  ),
  logged(
    "bot-log",
    { bootFailures: 1, bootFailuresLastAt: ago(60) },
    { title: "it cannot start", verdict: "fail", says: /could not start 1 time in 10 min/ },
  ),
  logged("shard-log", {}, { title: "quiet", verdict: "ok", says: /no disconnect in 10 min; 1 resume$/ }),
  logged("shard-log", nothing, {
    title: "the wrong file",
    verdict: "unknown",
    says: /nothing is known of the gateway/,
  }),
  logged(
    "shard-log",
    { gatewayLast: ENDED, gatewayLastAt: ago(7200), closeCode: 4004, resumed: 0, lines: 0 },
    {
      title: "a close code that ended it hours ago",
      verdict: "warn",
      says: /ended the gateway for good at 11-22 01:00:00Z \(close code 4004\), and no start was logged since/,
    },
  ),
  logged(
    "shard-log",
    { gatewayLast: "Discord ready", gatewayLastAt: ago(60), disconnected: 1, disconnectedLastAt: ago(120), resumed: 0 },
    {
      title: "ended and started again",
      verdict: "ok",
      says: /ended the gateway at 11-22 02:58:00Z; the bot logged Discord ready after it, at 11-22 02:59:00Z/,
    },
  ),
  logged("shard-log", { resumed: 4 }, { title: "it flaps", verdict: "warn", says: /resumed 4 times in 10 min/ }),
  logged("retry-log", {}, { title: "two warnings", verdict: "ok", says: /2 retry warnings in 10 min/ }),
  logged("retry-log", nothing, { title: "the wrong file", verdict: "unknown", says: /nothing is known of retries/ }),
  logged(
    "retry-log",
    { retries: 18, retryStatus: 429 },
    { title: "a storm", verdict: "warn", says: /18 retry warnings in 10 min \(status 429\)/ },
  ),
  logged(
    "retry-log",
    { retries: 18, givenUp: 1, failedStatus: 429 },
    { title: "given up", verdict: "fail", says: /gave up 1 request to Discord/ },
  ),
];

const page: Facts = { named: "Discord", indicator: "none", description: "All Systems Operational", incidents: 0 };
const pages: readonly Case[] = ["status-discord", "status-neon"].flatMap((check): Case[] => [
  { check, title: "nothing is reported", facts: page, verdict: "ok", says: /Discord reports no incident/ },
  {
    check,
    title: "an incident",
    facts: { ...page, indicator: "major", incidents: 1, incident: "API errors" },
    verdict: "warn",
    says: /Discord reports: API errors\. It decides nothing/,
  },
  {
    check,
    title: "trouble without an incident",
    facts: { ...page, indicator: "maintenance", description: "maintenance: Proxy" },
    verdict: "warn",
    says: /reports maintenance: maintenance: Proxy/,
  },
]);

export const togetherBotCases: readonly Case[] = [...healths, ...processes, ...jobs, ...tables, ...logs, ...pages];
