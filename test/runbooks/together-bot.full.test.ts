import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { passed, skipped, troubles } from "./run-lines.ts";
import { duringFault, type RunOptions } from "./runbook-lab.ts";
import { type BotLab, startBotLab } from "./together-bot-lab.ts";

let at: BotLab;
beforeAll(async () => {
  at = await startBotLab();
}, 40_000);
afterAll(() => at?.[Symbol.asyncDispose]());

const one = async (sql: string): Promise<Record<string, string>> =>
  (await at.sql<Record<string, string>>(sql))[0] ?? {};

/** Breaks, runs, and sees that nothing of the fault is left. */
async function heals(fault: string, runbook: string, vars: Readonly<Record<string, string>> = {}) {
  const ran = await during(fault, () => at.run(runbook, { vars }));
  // What leads elsewhere in the runbook is no trouble.
  expect(troubles(ran.lines).filter((words) => !words.startsWith("drains: "))).toEqual([]);
  expect(ran.code, ran.err).toBe(0);
  return ran;
}

/** Breaks, runs until it waits at a step, mends it as a person would, and sees the run come to its end. */
async function healsAt(step: string, fault: string, runbook: string, options: RunOptions = {}) {
  const ran = await during(fault, async () => {
    const run = at.run(runbook, options);
    await at.comesTo(step);
    await at.heal(fault);
    return run;
  });
  expect(troubles(ran.lines)).toEqual([]);
  expect(ran.code, ran.err).toBe(0);
  return ran;
}

const during = <T>(fault: string, work: () => Promise<T>): Promise<T> => duringFault(at, fault, work);

describe("from fault to healthy", () => {
  it("gateway-closed: one restart, and Discord has an edit from after it", async () => {
    const { lines } = await heals("gateway-closed", "discord-outage");
    expect(passed(lines, "gateway-log")?.captured?.closeCode).toBe(4004);
    expect(skipped(lines)).toEqual(["wait-first"]);
    expect(passed(lines, "token")).toBeDefined();
  });

  it("discord-down: nothing is restarted while Discord is away, and dashboards are rebuilt after it", async () => {
    const { lines } = await healsAt("api-back", "discord-down", "discord-outage");
    expect(passed(lines, "retry-log")?.note).toMatch(/gave up \d+ requests? .*status 503/);
    expect(skipped(lines)).toEqual(["token", "restart"]);
    for (const dashboard of ["duel", "raid", "pair", "hall"]) {
      const chosen = dashboard === "hall" ? {} : await one(`select id as ${dashboard} from ${dashboard}s limit 1`);
      const ran = await at.run("rebuild-dashboards", { vars: { dashboard, ...chosen } });
      expect(troubles(ran.lines).filter((words) => !words.includes("NOT SENT"))).toEqual([]);
      expect(ran.code, ran.err).toBe(0);
    }
  });

  it("providers-incident: an outage of others restarts nothing", async () => {
    const { lines } = await heals("providers-incident", "discord-outage");
    expect(skipped(lines)).toContain("restart");
  });

  it("gateway-not-ready: a restart with the old token fails once and is not repeated", async () => {
    const { code, lines } = await during("gateway-not-ready", () => at.run("discord-outage"));
    expect(code).toBe(1);
    expect(troubles(lines)).toEqual([expect.stringMatching(/^restart: exec failed: restart ended with 1: .*crashed/)]);
    const after = await at.run("discord-outage");
    expect(after.code, after.err).toBe(0);
    expect(skipped(after.lines)).toEqual(["token", "restart"]);
  });

  it("bot-crash after an outage: restarted, smoked, caught up", async () => {
    const { lines } = await heals("bot-crash", "neon-outage", { smokeScript: "yes" });
    expect(passed(lines, "smoke-script")?.note).toMatch(/fails as always/);
    expect(passed(lines, "database-url")?.note).toMatch(/is what it was/);
    expect((await at.run("stuck-jobs")).code).toBe(0);
  });

  it("db-down: nothing is restarted before the database answers", async () => {
    const { lines } = await healsAt("database", "db-down", "neon-outage", { vars: { smokeScript: "yes" } });
    expect(passed(lines, "project")?.note).toMatch(/disabled/);
  });

  it("never-draining-post: what can never be sent is named, and not waited for", async () => {
    const { lines } = await heals("never-draining-post", "neon-outage");
    expect(passed(lines, "never-draining")?.note).toMatch(/^1 post of 1 guild is tried every 2 min and never sent/);
  });

  it("database-url-changed: stops before any restart, and says what has changed", async () => {
    const { code, lines } = await during("database-url-changed", () => at.run("neon-outage"));
    expect(code).toBe(1);
    expect(troubles(lines)).toEqual([expect.stringMatching(/^database-url: .*was changed/)]);
    expect(passed(lines, "restart")).toBeUndefined();
    const after = await at.run("neon-outage");
    expect(after.code, after.err).toBe(0);
  });

  it("projection-stalled: a backlog that grows is restarted once, and drains", async () => {
    const { lines } = await heals("projection-stalled", "rate-limit-storm");
    expect(passed(lines, "restart")).toBeDefined();
    const after = await at.run("neon-outage");
    expect(troubles(after.lines)).toEqual([]);
    expect(passed(after.lines, "refreshes")).toBeDefined();
  });

  it("rate-limit-storm: who asks again and again is named, and a worker that drains is left alone", async () => {
    const { lines } = await healsAt("drains", "rate-limit-storm", "rate-limit-storm");
    expect(passed(lines, "senders")?.captured?.topUser).toBe("1170000000000000099");
    expect(passed(lines, "acknowledge")).toBeDefined();
    expect(skipped(lines)).toContain("restart");
  });

  it("two-workers: the old deployment is stopped by a person before anything drains", async () => {
    const answers = "acknowledge: { words: done, who: stopped }\nrestart: lab restart\n";
    const { code, lines } = await during("two-workers", () => at.run("rate-limit-storm", { answers }));
    expect(code).toBe(1);
    expect(troubles(lines)).toEqual([expect.stringMatching(/^stop-old: a person does this step/)]);
    const ended = await healsAt("one-worker", "two-workers", "rate-limit-storm");
    expect(passed(ended.lines, "stop-old")).toBeDefined();
  });

  it("starving-queue: a restart gives the queue its worker back", async () => {
    const { lines } = await heals("starving-queue", "stuck-jobs");
    expect(passed(lines, "fetched")).toBeDefined();
  });

  it("schedule-missing: a restart writes it anew", async () => {
    const { lines } = await heals("schedule-missing", "stuck-jobs");
    expect(passed(lines, "schedules")?.note).toMatch(/public\.post\.publish: enabled, but not scheduled/);
    expect(passed(lines, "scheduled")).toBeDefined();
  });

  it("a storm is no reason for a restart, though its queues starve", async () => {
    const { lines } = await during("rate-limit-storm", () => at.run("stuck-jobs"));
    expect(passed(lines, "starving")?.captured?.starving).toBeGreaterThan(0);
    expect(skipped(lines)).toContain("restart");
  });

  it("stuck-active: the session that holds pg-boss's lock is named, a person ends it, and the jobs are taken back", async () => {
    await at.break("stuck-active");
    const run = at.run("stuck-jobs");
    await at.comesTo("taken-back");
    await at.sql(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted
      and pid in (select pid from pg_stat_activity where application_name = 'psql')`);
    const { code, lines } = await run;
    await at.heal("stuck-active");
    expect(passed(lines, "lock")?.captured).toMatchObject({ holderName: "psql", holderRole: "together_bot" });
    expect(passed(lines, "end-session")).toBeDefined();
    expect(troubles(lines)).toEqual([]);
    expect(code).toBe(0);
  });

  it("failed-jobs: the real error is shown, and a right one is sent and done", async () => {
    const { lines } = await heals("failed-jobs", "stuck-jobs", { job: "monthly.hall.refresh" });
    expect(passed(lines, "failed")?.note).toMatch(/monthly\.hall\.refresh: .*(guildId|expected|Invalid)/i);
    expect(passed(lines, "done")).toBeDefined();
  });

  it("poisoned-cron: found, taken away, and the next crons come through", async () => {
    const { lines } = await heals("poisoned-cron", "poisoned-cron");
    expect(passed(lines, "found")?.captured).toMatchObject({ names: "weekly.oracle.publish", scheduled: 1 });
    expect(await one("select count(*) as n from public.queue where partition_name is null")).toEqual({ n: "0" });
    expect((await at.call(["duties"])).code).toBe(0);
    for (const guild of ["scheduler", "1180000000000000001"]) {
      const ran = await at.run("rebuild-dashboards", { vars: { dashboard: "oracle", guild } });
      expect(ran.code, ran.err).toBe(0);
      expect(passed(ran.lines, "oracle-queue")?.captured).toEqual({ oracleQueue: "oracle.weekly.publish" });
    }
  }, 240_000);

  it("posts-left-failed: requeued, sent, and owed no more", async () => {
    await heals("posts-left-failed", "stale-posts");
    expect((await at.call(["duties"])).code).toBe(0);
  });
});

describe("jobs that are sent anew", () => {
  beforeAll(() => at.break("failed-jobs"));
  afterAll(() => at.heal("failed-jobs"));

  const jobs = ["public.post.publish", "weekly.raid.start", "astro.publish", "oracle.publish", "monthly.hall.refresh"];
  it.each(jobs)("%s is taken by its worker", async (job) => {
    const { code, lines } = await at.run("stuck-jobs", { vars: { job } });
    expect(troubles(lines)).toEqual([]);
    expect(code).toBe(0);
  });

  it.each([
    [
      "duel.scoreboard.refresh",
      "select id as duel from duels limit 1",
      3,
      "select 'projection:duel_scoreboard:' || guild_id || ':' || id from duels",
    ],
    [
      "raid.progress.refresh",
      "select id as raid from raids limit 1",
      3,
      "select 'projection:raid_progress:' || guild_id || ':' || id from raids",
    ],
    [
      "pair.home.refresh",
      "select id as pair from pairs limit 1",
      3,
      "select 'projection:pair_home:' || guild_id || ':' || id from pairs",
    ],
    [
      "mediator.repair.tick",
      "select id as session from mediator_repair_sessions",
      3,
      "select 'mediator-repair:' || id || ':' || current_step from mediator_repair_sessions",
    ],
    [
      "duel.round.close",
      "select id as round from duel_rounds limit 1",
      5,
      `select 'duel-round-close:' || d.guild_id || ':' || d.id || ':' || r.round_no
       from duel_rounds r join duels d on d.id = r.duel_id`,
    ],
  ])("%s has its ids, its retries and its key", async (job, choice, retries, keys) => {
    const vars = Object.fromEntries(Object.entries(await one(choice)).map(([name, value]) => [name, String(value)]));
    const { code, lines, out } = await at.run("stuck-jobs", { vars: { job, ...vars } });
    expect(troubles(lines).filter((words) => !words.includes("NOT SENT"))).toEqual([]);
    expect(code, out).toBe(0);
    const sent = lines.find(({ captured }) => captured?.jobId)?.captured?.jobId;
    const [row] = await at.sql(
      "select retry_limit, retry_delay, policy, singleton_key from public.job where id = $1::uuid",
      [sent],
    );
    expect(row).toMatchObject({ retry_limit: retries, retry_delay: 30, policy: "standard" });
    const known = await at.sql<{ key: string }>(`select known.key from (${keys}) as known(key)`);
    expect(known.map(({ key }) => key)).toContain(row?.singleton_key);
  });

  it("what is queued already is NOT SENT", async () => {
    const vars = { job: "public.post.publish" };
    const ran = [await at.run("stuck-jobs", { vars }), await at.run("stuck-jobs", { vars })];
    const said = ran.flatMap(({ lines }) => troubles(lines));
    for (const words of said) expect(words).toMatch(/NOT SENT/);
    const sent = ran.filter(({ code }) => code === 0).length;
    expect(sent + said.length).toBe(2);
  });

  it("a version of pg-boss that is not known is not written to", async () => {
    await at.sql("update public.version set version = 99");
    try {
      const { code, out } = await at.run("stuck-jobs", { vars: { job: "oracle.publish" } });
      expect(code).toBe(1);
      expect(out).toMatch(/99/);
      expect(out).not.toMatch(/"type":"request.sending"[^\n]*pg-boss-send/);
    } finally {
      await at.sql("update public.version set version = 24");
    }
  });
});

it("every step of docs/COVERAGE.md was walked, with the fault of its line", () => {
  expect(at.walked.missing("together-bot")).toEqual([]);
});
