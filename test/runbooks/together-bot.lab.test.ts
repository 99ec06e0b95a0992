import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../helpers/eventually.ts";
import { passed, skipped, troubles } from "./run-lines.ts";
import { type BotLab, startBotLab } from "./together-bot-lab.ts";

let at: BotLab;
beforeAll(async () => {
  at = await startBotLab();
});
afterAll(() => at?.[Symbol.asyncDispose]());

interface JobRow {
  readonly state: string;
  readonly policy: string;
  readonly retry_limit: number;
  readonly retry_delay: number;
  readonly singleton_key: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const job = async (id: unknown): Promise<JobRow | undefined> =>
  (await at.sql<JobRow>("select * from public.job where id = $1::uuid", [id]))[0];
const one = async (sql: string): Promise<Record<string, string>> =>
  (await at.sql<Record<string, string>>(sql))[0] ?? {};

describe("together-bot's runbooks", () => {
  it("fit their system", async () => {
    const { code, out, err } = await at.call(["runbooks", "lint"]);
    expect(code, out).toBe(0);
    expect(err).toMatch(/nothing has drifted in 7/);
  });

  it("as dry runs change nothing", async () => {
    const count =
      "select count(*) as posts, (select count(*) from public.queue) as queues from scheduled_posts where status = 'failed'";
    await at.break("posts-left-failed");
    const before = await one(count);
    const { code, out } = await at.call(["run", "together-bot/stale-posts", "--dry-run"]);
    expect(out).toMatch(/update scheduled_posts set status = "pending".*\n.*\(3\)/);
    expect(code, out).toBe(0);
    expect(await one(count)).toEqual(before);
  });

  it("posts that were left failed are requeued, sent, and owed no more", async () => {
    const { code, err, lines } = await at.run("stale-posts");
    expect(troubles(lines)).toEqual([]);
    expect(code, err).toBe(0);
    expect(await one("select count(*) as n from scheduled_posts where status = 'failed'")).toEqual({ n: "0" });
    expect(lines.filter(({ type }) => type.startsWith("duty")).map(({ type }) => type)).toEqual([
      "duty.armed",
      "duty.applied",
      "duty.discharged",
    ]);
    expect((await at.call(["duties"])).code).toBe(0);
    await at.heal("posts-left-failed");
  });

  it("a job is sent as the bot sends it, taken by the live worker, and shown by Discord", async () => {
    const { id: duel = "", guild = "" } = await one("select id, guild_id as guild from duels limit 1");
    // While a job of the bot's own waits for the same dashboard, another one is not sent, and the run says so.
    const { code, lines } = await eventually(async () => {
      const ran = await at.run("rebuild-dashboards", { vars: { dashboard: "duel", duel, guild } });
      expect(troubles(ran.lines).filter((trouble) => trouble.includes("has such a job already"))).toEqual([]);
      return ran;
    });
    expect(troubles(lines)).toEqual([]);
    expect(code).toBe(0);
    const sent = await job(passed(lines, "send-duel")?.captured?.jobId);
    expect(sent).toMatchObject({
      policy: "standard",
      retry_limit: 3,
      retry_delay: 30,
      singleton_key: `projection:duel_scoreboard:${guild}:${duel}`,
      data: { guildId: guild, duelId: duel, feature: "duel", action: "manual_refresh", reason: "manual_ops" },
    });
    expect(sent?.data.correlationId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("the oracle's job has the name of the live queues, and is for all guilds", async () => {
    const { code, lines } = await at.run("rebuild-dashboards", { vars: { dashboard: "oracle" } });
    expect(troubles(lines)).toEqual([]);
    expect(code).toBe(0);
    expect(passed(lines, "oracle-queue")?.captured).toEqual({ oracleQueue: "oracle.weekly.publish" });
    expect(skipped(lines)).toContain("oracle-guild");
    expect(skipped(lines)).not.toContain("oracles-edited");
  });

  it("what names nothing is not sent, and the words say so", async () => {
    const before = await one("select count(*) as n from public.job where data->>'action' like 'manual%'");
    const stranger = await at.run("rebuild-dashboards", { vars: { dashboard: "duel", duel: "none", guild: "1" } });
    expect(stranger.code).toBe(1);
    expect(stranger.out).toMatch(/no such running duel: nothing was sent/i);
    const wrong = await at.run("rebuild-dashboards", {
      vars: { dashboard: "hall" },
      env: { LAB_TOGETHER_BOT_WRITE_URL: at.lab.env.LAB_TOGETHER_BOT_WRITE_URL?.replace(/:[^:@/]+@/, ":wrong@") ?? "" },
    });
    expect(wrong.code).toBe(1);
    expect(troubles(wrong.lines)).toEqual([expect.stringMatching(/^write-access: .*password authentication failed/)]);
    expect(await one("select count(*) as n from public.job where data->>'action' like 'manual%'")).toEqual(before);
  });
});
