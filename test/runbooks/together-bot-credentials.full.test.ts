import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Line, passed, troubles } from "./run-lines.ts";
import { duringFault, refusing } from "./runbook-lab.ts";
import { type BotLab, startBotLab } from "./together-bot-lab.ts";

let at: BotLab;
beforeAll(async () => {
  at = await startBotLab();
}, 60_000);
afterAll(() => at?.[Symbol.asyncDispose]());

const sent = (lines: readonly Line[]) =>
  lines.flatMap(({ type, step }) => (type === "request.sending" ? [step ?? ""] : []));

const during = <T>(fault: string, work: () => Promise<T>): Promise<T> => duringFault(at, fault, work);

describe("a token of the host that was revoked", () => {
  const over = refusing(["restart"], "Unauthorized. Please login with railway login");

  it.each([
    ["discord-outage", "gateway-closed"],
    ["neon-outage", "bot-crash"],
    ["rate-limit-storm", "projection-stalled"],
    ["stuck-jobs", "starving-queue"],
  ])("%s: the restart was not made, and says why; it is not tried again", async (runbook, fault) => {
    const { code, lines } = await during(fault, () => at.run(runbook, { over }));
    expect(code).toBe(1);
    expect(troubles(lines).at(-1)).toMatch(/^restart: exec failed: restart ended with 1: .*Unauthorized/);
    expect(sent(lines)).toEqual(["restart"]);
    expect((await at.call(["duties"])).code).toBe(0);
  });
});

describe("a role that may not write, or is not let in", () => {
  const spoiled = (over: Partial<URL>): Record<string, string> => {
    const url = Object.assign(new URL(at.lab.env.LAB_TOGETHER_BOT_WRITE_URL ?? ""), over);
    return { LAB_TOGETHER_BOT_WRITE_URL: url.href };
  };

  it.each([
    ["stuck-jobs", "failed-jobs", { job: "monthly.hall.refresh" }],
    ["stale-posts", "posts-left-failed", {}],
    ["poisoned-cron", "poisoned-cron", {}],
  ])("%s: with a wrong password nothing is sent", async (runbook, fault, vars) => {
    const env = spoiled({ password: "wrong-canary" });
    const { code, lines, out, err } = await during(fault, () => at.run(runbook, { vars, env }));
    expect(code).toBe(1);
    expect(troubles(lines).at(-1)).toMatch(/password|authentication|credentials/i);
    expect(sent(lines)).toEqual([]);
    expect(out + err).not.toContain("wrong-canary");
    expect((await at.call(["duties"])).code).toBe(0);
  });

  it("a right that is revoked is told before a job is sent anew, and a schedule taken away", async () => {
    await at.break("poisoned-cron");
    await at.sql("revoke delete on public.schedule from together_bot");
    try {
      const { code, lines } = await at.run("poisoned-cron");
      expect(code).toBe(1);
      expect(troubles(lines).at(-1)).toMatch(/may not change jobs, posts and schedules|permission denied/);
      const [row] = await at.sql<{ n: number }>(
        "select count(*)::int as n from public.schedule where name = 'weekly.oracle.publish'",
      );
      expect(row?.n).toBe(1);
      expect(passed(lines, "unschedule")).toBeUndefined();
    } finally {
      await at.sql("grant delete on public.schedule to together_bot");
      await at.heal("poisoned-cron");
    }
  });
});
