import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import PgBoss from "pg-boss";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Verdict } from "../../src/core/reading.ts";
import { QUEUES, SCHEDULES } from "../../src/lab/together-bot/queues.ts";
import { SCHEMA } from "../../src/lab/together-bot/schema.ts";
import { answering } from "../helpers/servers/answering.ts";
import { startPostgres, type TestPostgres } from "../helpers/servers/postgres.ts";
import { openShipped, planOf, type Shipped } from "./shipped.ts";
import { sqlTraps } from "./together-bot-traps.cases.ts";

/** What one would believe of together-bot and should not, by real looks of the shipped checks. */
const folder = mkdtempSync(join(tmpdir(), "opsdeck-traps-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("together-bot's database", () => {
  let postgres: TestPostgres;
  let shipped: Shipped;

  beforeAll(async () => {
    postgres = await startPostgres();
    const boss = new PgBoss({ connectionString: postgres.url(), schema: "public", supervise: false, schedule: false });
    boss.on("error", () => {});
    await boss.start();
    await boss.stop({ graceful: false, timeout: 1000 });
    await postgres.sql(SCHEMA);
    const database = { TOGETHER_BOT_DATABASE_URL: postgres.url(), TOGETHER_BOT_WRITE_URL: postgres.url() };
    shipped = openShipped("together-bot", { env: database, vars: { databaseName: "postgres" } });
  });
  afterAll(async () => {
    await shipped?.[Symbol.asyncDispose]();
    await postgres?.[Symbol.asyncDispose]();
  });

  const queues = ["__pgboss__send-it", ...QUEUES].map((name) => `'${name}'`).join();
  const schedules = SCHEDULES.map(({ name, cron }) => `('${name}', '${cron}', 'UTC')`).join();
  beforeEach(async () => {
    await postgres.sql(`truncate public.job, public.archive, public.schedule, scheduled_posts, scheduler_settings;
      delete from public.queue where partition_name is null;
      select public.delete_queue(name) from public.queue where name not in (${queues});
      select public.create_queue(name, '{"policy":"standard"}') from unnest(array[${queues}]) name
        where name not in (select name from public.queue);
      insert into public.schedule (name, cron, timezone) values ${schedules};
      update public.version set version = 24, monitored_on = now(), maintained_on = now(), cron_on = now()`);
  });

  it.each(sqlTraps.map((one) => [one.trap, one] as const))("%s", async (_trap, { sql, seen }) => {
    if (sql !== "") await postgres.sql(sql);
    for (const [check, verdict, says] of seen) {
      const { summary, ...reading } = await shipped.look(check);
      expect({ check, verdict: reading.verdict, summary }).toMatchObject({ check, verdict });
      expect(summary).toMatch(says);
    }
  });

  it("a refresh that completed may have shown nothing: only Discord tells whether a dashboard is there", async () => {
    await postgres.sql(`insert into public.job (name, state, completed_on) values
        ('duel.scoreboard.refresh', 'completed', now()), ('raid.progress.refresh', 'completed', now());
      insert into duels (id, guild_id, public_channel_id) values ('d1', '11800000001', '11800000101');
      insert into raids (id, guild_id, week_start_date, public_channel_id, progress_message_id)
        values ('r1', '11800000001', '2026-11-16', '11800000101', '12900000201')`);
    await using discord = await answering({});
    const env = { TOGETHER_BOT_DATABASE_URL: postgres.url(), TOGETHER_BOT_DISCORD_TOKEN: "a-token-of-the-test" };
    await using asking = openShipped("together-bot", { env, vars: { discordApi: discord.origin } });
    expect(await asking.look("projection-duel")).toMatchObject({ verdict: "ok" });
    const { verdict, summary } = await asking.look("dashboards");
    expect({ verdict, summary }).toMatchObject({ verdict: "warn" });
    expect(summary).toMatch(/^1 dashboard is gone at Discord/);
    await postgres.sql("delete from raids");
    expect((await asking.look("dashboards")).summary).toMatch(
      /^1 dashboard names no message: a refresh is completed and/,
    );
    await postgres.sql("delete from duels");
  });

  it("a database that answers need not be the bot's", async () => {
    await postgres.sql("create database other");
    await using elsewhere = openShipped("together-bot", { env: { TOGETHER_BOT_DATABASE_URL: postgres.url("other") } });
    expect(await elsewhere.look("database")).toMatchObject({
      verdict: "fail",
      summary: expect.stringMatching(/other answers, but it has not the bot's tables/) as string,
    });
    expect(await elsewhere.look("heartbeat")).toMatchObject({ verdict: "unknown" });
  });
});

const line = (level: number, msg: string, more: object = {}, minutesAgo = 1): string =>
  JSON.stringify({ level, time: new Date(Date.now() - minutesAgo * 60_000).toISOString(), ...more, msg });
const ENDED = "Discord shard disconnected";
const started = line(30, "job started", { feature: "public_post", action: "publish_pending", job_id: "7d3c" });
const dump = `node:events:497
      throw er; // Unhandled 'error' event
      ^
error: terminating connection due to administrator command
    at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:283:98)
Emitted 'error' event on BoundPool instance
Node.js v20.20.2`;

interface Said {
  readonly trap: string;
  readonly lines: readonly string[];
  readonly check: string;
  readonly verdict: Verdict;
  readonly says: RegExp;
}
const logs: readonly Said[] = [
  {
    trap: "the runbook's ShardDisconnect is called Discord shard disconnected, and ends the gateway for good",
    lines: [line(40, ENDED, { shard_id: 0, code: 4004 })],
    check: "shard-log",
    verdict: "warn",
    says: /Discord ended the gateway for good .*close code 4004\), .*\. Only a restart connects again; mend the token first/,
  },
  {
    trap: "Discord shard resumed comes after ordinary drops, too, with no disconnect before it",
    lines: [line(30, "Discord shard resumed", { shard_id: 0, replayed_events: 3 })],
    check: "shard-log",
    verdict: "ok",
    says: /no disconnect in 10 min; 1 resume$/,
  },
  {
    trap: "what Discord has ended stays ended, however long ago that was: time mends nothing",
    lines: [line(30, "Discord ready", {}, 300), line(40, ENDED, { code: 4004 }, 90), started],
    check: "shard-log",
    verdict: "warn",
    says: /ended the gateway for good .*close code 4004\), and no start was logged since/,
  },
  {
    trap: "a start after the end connects again",
    lines: [line(40, ENDED, { code: 4004 }, 5), line(30, "Discord ready", {}, 4), started],
    check: "shard-log",
    verdict: "ok",
    says: /^Discord ended the gateway at .*; the bot logged Discord ready after it/,
  },
  {
    trap: "a crash dump between the lines of JSON is the bot's death",
    lines: [started, dump, started],
    check: "bot-log",
    verdict: "fail",
    says: /crashed 1 time in 10 min.*: error: terminating connection due to administrator command\. .*restarts ends it/,
  },
  {
    trap: "a warning of a retry is no error: a few are normal",
    lines: [line(40, "Discord API request retry scheduled", { action: "edit", attempt: 1, status: 429 })],
    check: "retry-log",
    verdict: "ok",
    says: /1 retry warning in 10 min/,
  },
  {
    trap: "a request that the bot gave up is one line of another name",
    lines: [line(50, "Discord API request failed", { action: "edit", status: 503 })],
    check: "retry-log",
    verdict: "fail",
    says: /gave up 1 request to Discord in 10 min \(status 503\)/,
  },
  {
    trap: "pg-boss's errors have no message in the log: a start that failed is told by its own line",
    lines: [line(50, "pg-boss error", { feature: "queue", error: { code: "ECONNREFUSED" } }), line(50, "Boot failure")],
    check: "bot-log",
    verdict: "fail",
    says: /could not start 1 time in 10 min/,
  },
  {
    trap: "a job that only started has failed, and the log does not say so: quiet means no crash, no more",
    lines: [started],
    check: "bot-log",
    verdict: "ok",
    says: /^no crash and no failed start in 1 line of 10 min$/,
  },
];

describe("together-bot's log", () => {
  it.each(logs.map((one) => [one.trap, one] as const))("%s", async (_trap, { lines, check, ...due }) => {
    const log = join(mkdtempSync(join(folder, "log-")), "bot.ndjson");
    writeFileSync(log, lines.map((one) => `${one}\n`).join(""));
    await using shipped = openShipped("together-bot", { vars: { log } });
    const { summary, verdict } = await shipped.look(check);
    expect({ verdict, summary }).toMatchObject({ verdict: due.verdict });
    expect(summary).toMatch(due.says);
  });
});

interface Printed {
  readonly trap: string;
  readonly lines: readonly string[];
  readonly failure: string;
  readonly verdict: Verdict;
  readonly says: RegExp;
}
const environment = ["1) Environment schema: OK", "   NODE_ENV=production"];
const upToPing = ["2) Database connection: OK", "3) pg-boss ping: OK (start/stop successful)"];
const all = [...environment, ...upToPing, "4) Recurring schedule status:"];
const smokes: readonly Printed[] = [
  {
    trap: "exits with 1 when all is well: its fourth part is broken",
    lines: all,
    failure: "TypeError: configured is not iterable",
    verdict: "ok",
    says: /its fourth part fails as always/,
  },
  {
    trap: "exits with 1 without its database, too, and that is another 1",
    lines: environment,
    failure: "connect ECONNREFUSED 10.0.0.4:5432",
    verdict: "fail",
    says: /before its fourth part: connect ECONNREFUSED/,
  },
  {
    trap: "exits with 1 for what nobody knows: that is not waved through",
    lines: all,
    failure: "TypeError: fetch failed",
    verdict: "fail",
    says: /for another reason than the known one: TypeError: fetch failed/,
  },
];

describe("together-bot's smoke script", () => {
  it.each(smokes.map((one) => [one.trap, one] as const))("%s", async (_trap, { lines, failure, ...due }) => {
    const bin = mkdtempSync(join(folder, "bin-"));
    const said = [...lines.map((one) => `echo '${one}'`), `echo 'Smoke script failed: ${failure}' >&2`, "exit 1"];
    writeFileSync(join(bin, "pnpm"), `#!/bin/sh\n${said.join("\n")}\n`);
    chmodSync(join(bin, "pnpm"), 0o755);
    await using shipped = openShipped("together-bot", { bin });
    const { summary, verdict } = await shipped.look("smoke-script");
    expect({ verdict, summary }).toMatchObject({ verdict: due.verdict });
    expect(summary).toMatch(due.says);
  });
});

describe("together-bot's /healthz", () => {
  it("is not asked oftener than every 45 s: a connection kept idle makes a restart of the database a crash", () => {
    const { everyMs, floorMs, onDemandFloorMs } = planOf("together-bot/healthz");
    for (const ms of [everyMs, floorMs, onDemandFloorMs]) expect(ms).toBeGreaterThanOrEqual(45_000);
  });

  it("answers 500 after 10 s when its database cannot be reached: it is waited for longer", () => {
    expect(planOf("together-bot/healthz").timeoutMs).toBeGreaterThan(10_000);
  });
});
