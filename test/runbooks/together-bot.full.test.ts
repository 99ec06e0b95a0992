import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Heard, startSqlTap } from "../helpers/servers/sql-tap.ts";
import { type BotLab, passed, skipped, startBotLab, troubles } from "./together-bot-lab.ts";

let at: BotLab;
beforeAll(async () => {
  at = await startBotLab();
}, 40_000);
afterAll(() => at?.[Symbol.asyncDispose]());

const one = async (sql: string): Promise<Record<string, string>> =>
  (await at.sql<Record<string, string>>(sql))[0] ?? {};
const writeUrl = (): URL => new URL(at.lab.env.LAB_TOGETHER_BOT_WRITE_URL ?? "");
const verdictOf = async (check: string): Promise<string> => {
  const { out } = await at.call(["check", "--json", `together-bot/${check}`]);
  return (JSON.parse(out) as { readings: readonly { verdict: string }[] }).readings[0]?.verdict ?? "none";
};

/** Breaks, runs, and sees that nothing of the fault is left. */
async function heals(fault: string, runbook: string, vars: Readonly<Record<string, string>> = {}) {
  const ran = await during(fault, () => at.run(runbook, { vars }));
  // What leads elsewhere in the runbook is no trouble.
  expect(troubles(ran.lines).filter((words) => !words.startsWith("drains: "))).toEqual([]);
  expect(ran.code, ran.err).toBe(0);
  return ran;
}

async function during<T>(fault: string, work: () => Promise<T>): Promise<T> {
  await at.break(fault);
  try {
    return await work();
  } finally {
    await at.heal(fault);
  }
}

describe("from fault to healthy", () => {
  it("gateway-closed: one restart, and Discord has an edit from after it", async () => {
    const { lines } = await heals("gateway-closed", "discord-outage");
    expect(passed(lines, "gateway-log")?.captured?.closeCode).toBe(4004);
    expect(skipped(lines)).toEqual(["wait-first"]);
  });

  it("providers-incident: an outage of others restarts nothing", async () => {
    const { lines } = await heals("providers-incident", "discord-outage");
    expect(skipped(lines)).toContain("restart");
  });

  it("gateway-not-ready: a restart with the old token fails once and is not repeated", async () => {
    const { code, lines } = await during("gateway-not-ready", () => at.run("discord-outage"));
    expect(code).toBe(1);
    expect(troubles(lines)).toEqual([expect.stringMatching(/^restart: exec failed: restart ended with 1: .*crashed/)]);
  });

  it("bot-crash after an outage: restarted, smoked, caught up", async () => {
    const { lines } = await heals("bot-crash", "neon-outage", { smokeScript: "yes" });
    expect(passed(lines, "smoke-script")?.note).toMatch(/fails as always/);
    expect(passed(lines, "database-url")?.note).toMatch(/is what it was/);
  });

  it("db-down: nothing is restarted before the database answers", async () => {
    await at.break("db-down");
    const run = at.run("neon-outage");
    await at.comesTo("database");
    await at.heal("db-down");
    const { code, lines } = await run;
    expect(troubles(lines)).toEqual([]);
    expect(code).toBe(0);
    expect(passed(lines, "project")?.note).toMatch(/disabled/);
  });

  it("database-url-changed: stops before any restart, and says what has changed", async () => {
    const { code, lines } = await during("database-url-changed", () => at.run("neon-outage"));
    expect(code).toBe(1);
    expect(troubles(lines)).toEqual([expect.stringMatching(/^database-url: .*was changed/)]);
    expect(passed(lines, "restart")).toBeUndefined();
  });

  it("projection-stalled: a backlog that grows is restarted once, and drains", async () => {
    const { lines } = await heals("projection-stalled", "rate-limit-storm");
    expect(passed(lines, "restart")).toBeDefined();
  });

  it("rate-limit-storm: who asks again and again is named, and a worker that drains is left alone", async () => {
    await at.break("rate-limit-storm");
    const run = at.run("rate-limit-storm");
    await at.comesTo("drains");
    await at.heal("rate-limit-storm");
    const { lines } = await run;
    expect(passed(lines, "senders")?.captured?.topUser).toBe("1170000000000000099");
    expect(passed(lines, "acknowledge")).toBeDefined();
    expect(skipped(lines)).toContain("restart");
    expect(troubles(lines)).toEqual([]);
  });

  it("two-workers: the old deployment is stopped by a person before anything drains", async () => {
    const answers = "acknowledge: { words: done, who: stopped }\nrestart: lab restart\n";
    const { code, lines } = await during("two-workers", () => at.run("rate-limit-storm", { answers }));
    expect(code).toBe(1);
    expect(troubles(lines)).toEqual([expect.stringMatching(/^stop-old: a person does this step/)]);
  });

  it("starving-queue: a restart gives the queue its worker back", async () => {
    const { lines } = await heals("starving-queue", "stuck-jobs", { restart: "yes" });
    expect(passed(lines, "fetched")).toBeDefined();
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
  }, 240_000);
});

describe("jobs that are sent anew", () => {
  const jobs = ["public.post.publish", "weekly.raid.start", "astro.publish", "oracle.publish", "monthly.hall.refresh"];
  it.each(jobs)("%s is taken by its worker", async (job) => {
    const { code, lines } = await at.run("stuck-jobs", { vars: { job } });
    expect(troubles(lines)).toEqual([]);
    expect(code).toBe(0);
  });

  it.each([
    ["raid.progress.refresh", "select id as raid, guild_id as guild from raids limit 1", 3],
    ["pair.home.refresh", "select id as pair, guild_id as guild from pairs limit 1", 3],
    [
      "mediator.repair.tick",
      "select id as session, guild_id as guild, current_step as step from mediator_repair_sessions",
      3,
    ],
    [
      "duel.round.close",
      `select r.id as round, d.id as duel, d.guild_id as guild, r.round_no as "roundNo" from duel_rounds r
       join duels d on d.id = r.duel_id limit 1`,
      5,
    ],
  ])("%s has its ids, its retries and its key", async (job, choice, retries) => {
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
    expect(row?.singleton_key).toMatch(/:/);
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

describe("the writing role", () => {
  it.each([
    ["another database", { pathname: "/postgres" }],
    ["a wrong password", { password: "wrong" }],
  ])("that leads to %s changes nothing", async (_title, spoiled) => {
    const url = Object.assign(writeUrl(), spoiled);
    const vars = { dashboard: "hall" };
    const { code, lines } = await at.run("rebuild-dashboards", { vars, env: { LAB_TOGETHER_BOT_WRITE_URL: url.href } });
    expect(code).toBe(1);
    expect(troubles(lines)).toEqual([expect.stringMatching(/^write-access: /)]);
    expect(lines.filter(({ type }) => type === "request.sending")).toEqual([]);
  });
});

describe("requeue", () => {
  const insert = (status: string, age: string) =>
    at.sql<{ id: string }>(
      `insert into scheduled_posts (id, guild_id, type, target_channel_id, payload_json, scheduled_for, status, idempotency_key, updated_at, last_error)
       select gen_random_uuid(), '1180000000000000001', 'text', '1180000000000000101', '{"content": "Hello"}', now() - interval '1 hour',
         $1, 'test:' || gen_random_uuid(), now() - $2::interval, 'Service Unavailable' returning id`,
      [status, age],
    );
  const forget = () => at.sql("delete from scheduled_posts where idempotency_key like 'test:%'");
  const states = async () =>
    (
      await at.sql<{ status: string }>(
        "select status from scheduled_posts where idempotency_key like 'test:%' order by status",
      )
    ).map(({ status }) => status);

  it("never touches a row that is being sent", async () => {
    await insert("failed", "1 minute");
    const [sending] = await insert("processing", "1 second");
    const row = () => at.sql("select status, updated_at from scheduled_posts where id = $1", [sending?.id]);
    const before = await row();
    const { code, lines } = await at.run("stale-posts");
    expect(troubles(lines)).toEqual([]);
    expect(code).toBe(0);
    expect(lines.filter(({ note }) => note === "1 rows changed")).not.toEqual([]);
    expect(await row()).toEqual(before);
    expect(await states()).toEqual(["processing", "sent"]);
    await forget();
  });

  it("gives back only rows that are still as it left them: one sent since is never revived", async () => {
    await at.break("publish-stopped");
    const [first] = await insert("failed", "1 minute");
    await insert("failed", "1 minute");
    const { code, lines } = await at.run("stale-posts", { answers: "cause: done\nrequeue: lab requeue\n" });
    expect(code).toBe(3);
    expect(await states()).toEqual(["pending", "pending"]);
    await at.sql("update scheduled_posts set status = 'sent' where id = $1", [first?.id]);
    const duty = lines.find(({ type }) => type === "duty.armed")?.duty ?? "";
    expect((await at.call(["restore", duty, "--yes"])).code).toBe(3);
    expect(await states()).toEqual(["failed", "sent"]);
    await at.heal("publish-stopped");
    expect((await at.call(["restore", duty, "--yes"])).code).toBe(0);
    expect(await states()).toEqual(["failed", "sent"]);
    await forget();
  });

  it("a database that dies inside the transaction has changed nothing, and nothing is owed after a look", async () => {
    await insert("failed", "1 minute");
    await using tap = await startSqlTap(Number(writeUrl().port), (text) =>
      text.includes("txid_current") ? "hang up" : "pass",
    );
    const url = writeUrl();
    url.port = String(tap.port);
    const { code, lines } = await at.run("stale-posts", { env: { LAB_TOGETHER_BOT_WRITE_URL: url.href } });
    expect(code).not.toBe(0);
    expect(troubles(lines)).toEqual([expect.stringMatching(/^requeue: /)]);
    expect(await states()).toEqual(["failed"]);
    const duty = lines.find(({ type }) => type === "duty.armed")?.duty ?? "";
    const restored = await at.call(["restore", duty, "--yes"]);
    expect(restored.code, restored.err).toBe(0);
    expect(await states()).toEqual(["failed"]);
    await forget();
  });

  it("rows that change between preview and send are not changed", async () => {
    const [first] = await insert("failed", "1 minute");
    await insert("failed", "1 minute");
    await using tap = await startSqlTap(Number(writeUrl().port), async (text): Promise<Heard> => {
      if (text.includes("for update"))
        await at.sql("update scheduled_posts set status = 'sent' where id = $1", [first?.id]);
      return "pass";
    });
    const url = writeUrl();
    url.port = String(tap.port);
    const { lines } = await at.run("stale-posts", { env: { LAB_TOGETHER_BOT_WRITE_URL: url.href } });
    expect(troubles(lines)).toEqual([expect.stringMatching(/1 rows would be changed, not the 2 of the preview/)]);
    expect(await states()).toEqual(["failed", "sent"]);
    const duty = lines.find(({ type }) => type === "duty.armed")?.duty ?? "";
    await at.call(["restore", duty, "--yes"]);
    await forget();
  });

  it("counts what psql counts", async () => {
    await insert("failed", "1 minute");
    const { lines } = await at.run("stale-posts", { answers: "" });
    const counted = await one("select count(*) as n from scheduled_posts where status = 'failed'");
    expect(String(passed(lines, "stale")?.captured?.stale)).toBe(counted.n);
    expect(await verdictOf("posts-stale")).toBe("fail");
    await forget();
  });
});
