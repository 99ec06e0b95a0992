import type { Verdict } from "../../src/core/reading.ts";

/** A state of the bot's database that looks like another one, and what the cockpit must make of it. */
export interface Trap {
  readonly trap: string;
  /** What is laid in a database at rest: 15 queues of 053aa98, all schedules enabled, no job, no post. */
  readonly sql: string;
  readonly seen: readonly (readonly [check: string, verdict: Verdict, says: RegExp])[];
}

/** A row of pg-boss 10.1.5 as it stands in `public.job`; `more` sets other columns. */
const job = (name: string, more: Readonly<Record<string, string>> = {}): string => {
  const columns = { name: `'${name}'`, policy: "'standard'", ...more };
  return `insert into public.job (${Object.keys(columns).join()}) values (${Object.values(columns).join()});`;
};
const past = (span: string): string => `now() - interval '${span}'`;
const failure = (name: string, output: object, more: Readonly<Record<string, string>> = {}): string =>
  job(name, {
    state: "'failed'",
    started_on: past("1 minute"),
    completed_on: past("1 minute"),
    output: `'${JSON.stringify(output).replaceAll("'", "''")}'`,
    ...more,
  });
const archived = `with gone as (delete from public.job returning *)
  insert into public.archive (id, name, priority, data, state, retry_limit, retry_count, retry_delay, retry_backoff,
    start_after, started_on, singleton_key, singleton_on, expire_in, created_on, completed_on, keep_until, output,
    dead_letter, policy)
  select id, name, priority, data, state, retry_limit, retry_count, retry_delay, retry_backoff, start_after, started_on,
    singleton_key, singleton_on, expire_in, created_on, completed_on, keep_until, output, dead_letter, policy from gone;`;
const notReady = "Discord client not initialized for public post publish";
const issues = [
  { code: "invalid_type", expected: "string", path: ["guildId"], message: "Required" },
  { code: "invalid_type", expected: "string", path: ["feature"], message: "Required" },
];

const jobs: readonly Trap[] = [
  {
    trap: "a failed job writes no line to the log: its queue and its error are in its row",
    sql: failure("public.post.publish", { name: "Error", message: notReady }),
    seen: [
      ["failed", "fail", /1 job failed for good in 24 h, last public\.post\.publish: Discord client not init.*log/],
    ],
  },
  {
    trap: "a failed job leaves the job table 12 h later: the archive is counted, too",
    sql: failure("astro.tick.daily", { message: "throttling interval 86400s cannot exceed archive interval 43200s" })
      .replace("1 minute", "13 hours")
      .replace("1 minute", "13 hours")
      .concat(archived),
    seen: [["failed", "fail", /last astro\.tick\.daily: throttling interval 86400s cannot exceed/]],
  },
  {
    trap: "the message of a payload that is refused is a list in JSON of many lines: its first issue is told",
    sql: failure("pair.home.refresh", { name: "ZodError", message: JSON.stringify(issues, null, 2) }),
    seen: [["failed", "fail", /last pair\.home\.refresh: guildId: Required \(\+1 more\)/]],
  },
  {
    trap: "a job that timed out has its words one level deeper than one that threw",
    sql: failure("monthly.hall.refresh", { value: { message: "job failed by timeout in active state" } }),
    seen: [["failed", "fail", /monthly\.hall\.refresh: job failed by timeout in active state/]],
  },
  {
    trap: "a retry with retry_count 0 has failed once, and may have one try left",
    sql: job("raid.progress.refresh", { state: "'retry'", retry_limit: "1", output: `'{"message":"429"}'` }),
    seen: [["retries", "warn", /^1 job has at most one try left, 1 is being retried/]],
  },
  {
    trap: "a job of the runbook's own line fails for good after three tries in 6 s, not after the bot's five of 30 s",
    sql: job("pair.home.refresh", { state: "'retry'", retry_limit: "2", retry_count: "1" }),
    seen: [["retries", "warn", /at most one try left/]],
  },
  {
    trap: "an active job whose time is over is stuck, although nothing calls it so: nobody does the maintenance",
    sql: job("duel.round.close", {
      state: "'active'",
      started_on: past("20 minutes"),
      expire_in: "interval '15 minutes'",
    }),
    seen: [
      ["expired", "fail", /1 job is active past its expiry, the oldest for 5m: nobody does pg-boss's main.*tb maint/],
    ],
  },
  {
    trap: "a job for later is no backlog: a round ends when it ends",
    sql: [
      job("duel.round.close", { start_after: "now() + interval '2 days'" }),
      job("duel.scoreboard.refresh", { start_after: "now() + interval '4 minutes'" }),
    ].join("\n"),
    seen: [
      ["queues", "ok", /^0 jobs wait in/],
      ["starving", "ok", /no job is due/],
      ["queue-duel", "ok", /^0 jobs of duel\.scoreboard\.refresh wait/],
      ["projection-duel", "unknown", /nothing proves that it works/],
    ],
  },
  {
    trap: "workers that cannot fetch say nothing: only jobs that are due and not fetched tell it",
    sql: job("public.post.publish", { start_after: past("90 seconds") }),
    seen: [["starving", "fail", /^1 job in 1 queue is due and nobody fetches it, first public\.post\.publish/]],
  },
  {
    trap: "PostgreSQL's count is text in the client: 501 is still more than 500",
    sql: `${job("pair.home.refresh")} insert into public.job (name) select 'pair.home.refresh' from generate_series(1, 500);`,
    seen: [
      ["queues", "fail", /^501 jobs wait/],
      ["queue-pair", "warn", /^501 jobs of pair\.home\.refresh/],
    ],
  },
  {
    trap: "a completed refresh leaves the job table, and the archive still proves it",
    sql: job("raid.progress.refresh", { state: "'completed'", completed_on: past("14 hours") }) + archived,
    seen: [["projection-raid", "ok", /no refresh is late; the last was completed/]],
  },
  {
    trap: "no backlog proves nothing of a projection that never ran",
    sql: "",
    seen: [["projection-pair", "unknown", /No refresh waits and none was completed/]],
  },
];

const orphan = `insert into public.queue (name) values ('weekly.oracle.publish');`;
const scheduled = `insert into public.schedule (name, cron, timezone) values ('weekly.oracle.publish', '0 10 * * 1', 'UTC');`;
const dispatch = job("__pgboss__send-it", {
  state: "'retry'",
  started_on: past("1 minute"),
  output: `'{"code":"23514","message":"no partition of relation \\"job\\" found for row"}'`,
});
const dispatched = (span: string): string =>
  job("__pgboss__send-it", { state: "'completed'", started_on: past(span), completed_on: past(span) });
const queues: readonly Trap[] = [
  {
    trap: "the preflight leaves a queue without partition, and its schedule loses all crons of its minute without a line",
    sql: orphan + scheduled + dispatch,
    seen: [
      ["orphans", "fail", /1 queue has no partition: a send to one fails with 23514/],
      ["cron-dispatch", "fail", /1 dispatch of crons failed in 1 h \(23514 no partition.*without a log line/],
      ["unpartitioned", "fail", /weekly\.oracle\.publish has no partition, and 1 is scheduled \(0 10 \* \* 1\)/],
    ],
  },
  {
    trap: "crons that nobody dispatches fail nowhere: only the time since the last one tells it",
    sql: `update public.schedule set updated_on = ${past("2 days")};${dispatched("8 minutes")}`,
    seen: [["cron-dispatch", "fail", /^No cron was dispatched for 8m, though one is due every 2 min/]],
  },
  {
    trap: "after a start the crons have six minutes, however long the bot was away",
    sql: dispatched("8 hours"),
    seen: [["cron-dispatch", "ok", /the last was 8h ago/]],
  },
  {
    trap: "a dispatch that went to the archive was one, too",
    sql: `update public.schedule set updated_on = ${past("2 days")};${dispatched("5 minutes")}${archived}`,
    seen: [["cron-dispatch", "ok", /the last was 5m ago/]],
  },
  {
    trap: "a bot that never dispatched anything since it was set up has not just started",
    sql: `update public.schedule set updated_on = ${past("7 minutes")};`,
    seen: [["cron-dispatch", "fail", /^No cron was dispatched for 7m/]],
  },
  {
    trap: "none dispatched yet is no health",
    sql: "",
    seen: [["cron-dispatch", "unknown", /No dispatch of crons is kept/]],
  },
  {
    trap: "the runbook's weekly.oracle.publish is not the oracle's queue any more, even where it is there",
    sql: orphan,
    seen: [["oracle-queue", "ok", /the weekly oracle is oracle\.weekly\.publish here/]],
  },
  {
    trap: "in the release of the runbook the oracle's queue is weekly.oracle.publish",
    sql: `select public.delete_queue('oracle.weekly.publish'); select public.create_queue('weekly.oracle.publish', '{"policy":"standard"}');`,
    seen: [["oracle-queue", "ok", /the weekly oracle is weekly\.oracle\.publish here/]],
  },
  {
    trap: "a queue row alone takes no job: the oracle's send would fail with 23514",
    sql: `select public.delete_queue('oracle.weekly.publish'); ${orphan}`,
    seen: [["oracle-queue", "fail", /weekly\.oracle\.publish has no partition: a send fails with 23514/]],
  },
  {
    trap: "a send to a queue that is not there answers null and is lost",
    sql: `select public.delete_queue('pair.home.refresh');`,
    seen: [["queue-pair", "fail", /does not exist: a job sent to it is lost without a word \(send answers null\)/]],
  },
  {
    trap: "a queue that was renamed is still there, and nobody works on it",
    sql: `select public.create_queue('weekly.horoscope.publish', '{"policy":"standard"}');`,
    seen: [["orphans", "warn", /no worker of this release knows, such as weekly\.horoscope\.publish/]],
  },
  {
    trap: "a schedule that is missing may be off on purpose",
    sql: `delete from public.schedule where name = 'astro.tick.daily';
      insert into scheduler_settings (schedule_name, enabled) values ('astro.tick.daily', false);`,
    seen: [["schedules", "ok", /8 schedules are there, 1 is disabled on purpose/]],
  },
  {
    trap: "a schedule that is missing and not switched off never runs",
    sql: `delete from public.schedule where name = 'weekly.raid.end';`,
    seen: [["schedules", "fail", /^weekly\.raid\.end: enabled, but not scheduled/]],
  },
  {
    trap: "a schedule that was switched off goes on until the row is gone",
    sql: `insert into scheduler_settings (schedule_name, enabled) values ('weekly.raid.end', false);`,
    seen: [["schedules", "warn", /^weekly\.raid\.end: disabled in scheduler_settings, but still scheduled/]],
  },
];

const beats = (monitored: string, others: string): string =>
  `update public.version set monitored_on = ${monitored}, maintained_on = ${others}, cron_on = ${others};`;
const post = (n: number, columns: string, values: string): string =>
  `insert into scheduled_posts (id, guild_id, type, target_channel_id, payload_json, idempotency_key, ${columns})
   values ('p${n}', 'g1', 'text', 'c1', '{}', 'k${n}', ${values});`;
const skipped = "'public_post skipped: missing channel config'";
const rest: readonly Trap[] = [
  {
    trap: "a script of pg-boss moves cron_on and maintained_on: only monitored_on is the bot's sign of life",
    sql: beats(past("5 minutes"), "now()"),
    seen: [["heartbeat", "fail", /last sign of life 5m/]],
  },
  {
    trap: "a database whose clock was set back gives a sign of life that lies ahead: it is neither young nor old",
    sql: beats("now() + interval '1 hour'", "now()"),
    seen: [["heartbeat", "unknown", /lies ahead of the database's own clock/]],
  },
  {
    trap: "no sign of life just after a start is no death, and no health either",
    sql: beats("null", "null"),
    seen: [["heartbeat", "unknown", /has just started, or never did/]],
  },
  {
    trap: "pg-boss of another version has the same table names: nothing is read from it",
    sql: "update public.version set version = 26;",
    seen: [
      ["heartbeat", "unknown", /schema version is 26/],
      ["failed", "unknown", /schema version is 26/],
      ["write-access", "fail", /of version 26, and only 24 is known here/],
    ],
  },
  {
    trap: "a post for next week is pending, and none that is late",
    sql: post(1, "scheduled_for", "now() + interval '7 days'"),
    seen: [["posts", "ok", /^0 posts due now, 1 for later/]],
  },
  {
    trap: "a post of a guild that is switched off stays pending for ever, and is no backlog",
    sql: post(1, "scheduled_for, last_error", `${past("3 hours")}, ${skipped}`),
    seen: [
      ["posts", "ok", /^0 posts due now/],
      ["posts-catch-up", "ok", /no post is late/],
      ["posts-never-draining", "warn", /1 post of 1 guild is tried every 2 min and never sent.*Pending will not fall/],
    ],
  },
  {
    trap: "a post that is processing for 9 min is being sent: to requeue it sends it twice",
    sql: post(1, "scheduled_for, status, updated_at", `${past("9 minutes")}, 'processing', ${past("9 minutes")}`),
    seen: [["posts-stale", "ok", /none is processing for more than 10 min/]],
  },
  {
    trap: "a post that is processing for 11 min was left by a worker that died",
    sql: post(1, "scheduled_for, status, updated_at", `${past("11 minutes")}, 'processing', ${past("11 minutes")}`),
    seen: [["posts-stale", "fail", /1 is processing for more than 10 min/]],
  },
  {
    trap: "a post that failed is never tried again by itself, and is no pending one either",
    sql: post(1, "scheduled_for, status, last_error", `${past("2 hours")}, 'failed', 'Missing Access'`),
    seen: [
      ["posts", "ok", /^0 posts due now/],
      ["posts-stale", "fail", /^1 post failed .*none is tried again by itself\. Missing Access\. Mend the cause/],
    ],
  },
];

export const sqlTraps: readonly Trap[] = [...jobs, ...queues, ...rest];
