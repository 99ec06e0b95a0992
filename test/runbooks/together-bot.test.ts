import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BotLab, passed, skipped, startBotLab, troubles } from "./together-bot-lab.ts";

let at: BotLab;
beforeAll(async () => {
  at = await startBotLab();
}, 40_000);
afterAll(() => at?.[Symbol.asyncDispose]());

const statuses = () =>
  at.sql<{ status: string; n: number }>("select status, count(*)::int as n from scheduled_posts group by 1 order by 1");

describe("together-bot's runbooks", () => {
  it("posts that were left failed are requeued, sent, and owed no more", async () => {
    await at.break("posts-left-failed");
    const { code, err, lines } = await at.run("stale-posts");
    expect(troubles(lines)).toEqual([]);
    expect(code, err).toBe(0);
    expect((await statuses()).map(({ status }) => status)).not.toContain("failed");
    expect(lines.filter(({ type }) => type.startsWith("duty")).map(({ type }) => type)).toEqual([
      "duty.armed",
      "duty.applied",
      "duty.discharged",
    ]);
    expect((await at.call(["duties"])).code).toBe(0);
    await at.heal("posts-left-failed");
  });

  it("a closed gateway is restarted once, and Discord has an edit from after it", async () => {
    await at.break("gateway-closed");
    const { code, lines } = await at.run("discord-outage");
    expect(troubles(lines)).toEqual([]);
    expect(code).toBe(0);
    expect(passed(lines, "gateway-log")?.captured?.closeCode).toBe(4004);
    expect(skipped(lines)).toEqual(["wait-first"]);
    expect(passed(lines, "edited")?.note).toMatch(/the last was edited/);
    await at.heal("gateway-closed");
  });
});
