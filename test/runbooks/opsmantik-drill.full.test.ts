import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { changes, type OpsmantikLab, rowsOf, startOpsmantikLab } from "./opsmantik-lab.ts";
import { closing, failed, type Line, passed, skipped, troubles } from "./run-lines.ts";
import type { RunOptions } from "./runbook-lab.ts";
import { Walked } from "./walked.ts";

const DRILL = "qstash-degraded-proof";
const PACE = 20;
const COMMIT = "c1d30b47ea46f49ec5ecb95027a387905816c88b";
const walked = new Walked();
const dutyIn = (lines: readonly Line[]) => lines.find(({ type }) => type === "duty.armed")?.duty ?? "none";

describe("the drill at era B", () => {
  let at: OpsmantikLab;
  beforeAll(async () => {
    at = await startOpsmantikLab({ pace: PACE, walked });
  });
  afterAll(() => at[Symbol.asyncDispose]());

  /** Runs under a fault that ends the run at a step, and sees that nothing was changed. Answers the words of the end. */
  async function stopsAt(step: string, fault: string, options: RunOptions = {}): Promise<string> {
    const before = changes(at.vercel).length;
    const { code, lines } = await at.run(DRILL, options);
    await at.heal(fault);
    expect([code, failed(lines), changes(at.vercel).length]).toEqual([1, [step], before]);
    expect(dutyIn(lines)).toBe("none");
    walked.stopped(DRILL, step);
    return closing(lines) ?? "";
  }

  it.each([
    ["wrong-deploy", "confirm-deploy", /^Not the right deployment/],
    ["app-down", "confirm-deploy", /not Vercel's edge that answers/],
    ["env-not-deployed", "nothing-waits", /would deploy it/],
    ["qstash-token", "quiet-before", /^Publishing fails already/],
    ["qstash-unreachable", "quiet-before", /^Publishing fails already/],
    ["db-down", "quiet-before", /cannot be counted/],
  ])("stops before the break under %s, and nothing was changed", async (fault, step, why) => {
    await at.break(fault);
    expect(await stopsAt(step, fault)).toMatch(why);
  });

  it("stops where the address shows a branch, even if that is what the system file expects", async () => {
    await at.break("wrong-deploy");
    const { headers } = await fetch(`${at.vars.base}/api/sync`);
    const shown = (name: string) => headers.get(`x-opsmantik-${name}`) ?? "";
    const over = { vars: { branch: shown("branch"), expectedCommit: shown("commit") } };
    expect(await stopsAt("confirm-project", "wrong-deploy", { over })).toMatch(/a redeploy would not reach it/);
  });

  it("stops when the app crashes before its era is told", async () => {
    const during = { "proof-file": () => at.break("app-down") };
    expect(await stopsAt("era", "app-down", { during })).toMatch(/The era cannot be told/);
  });

  it("goes on when somebody has deployed the edit that waited", async () => {
    await at.break("env-not-deployed");
    const during = { "nothing-waits": () => at.heal("env-not-deployed") };
    const { lines } = await at.run(DRILL, { during, answers: "{}" });
    expect([failed(lines), dutyIn(lines)]).toEqual([["break-token"], "none"]);
  });

  it("leaves a duty and nothing else when the post is not confirmed, and the duty restores itself by its own", async () => {
    const { code, lines, err } = await at.run(DRILL, { answers: stringify({ "break-token": "lab break-token" }) });
    expect([code, failed(lines)]).toEqual([3, ["post-proof"]]);
    expect(err).toMatch(/QSTASH_TOKEN is broken in production[\s\S]*Redeploy/);
    await at.break("vercel-token");
    const revoked = await at.call(["restore", dutyIn(lines), "--yes"]);
    await at.heal("vercel-token");
    expect(revoked.code).toBe(3);
    expect(revoked.err).toMatch(/403[\s\S]*set QSTASH_TOKEN back[\s\S]*Redeploy/);
    const restored = await at.call(["restore", dutyIn(lines), "--yes"]);
    expect(restored.code, restored.err).toBe(0);
    expect((await at.call(["duties"])).code).toBe(0);
  });

  it("leaves a duty without Vercel, too, when nobody says that the token was broken by hand", async () => {
    await at.break("vercel-token");
    const { code, lines } = await at.run(DRILL, { over: { vars: { expectedCommit: COMMIT } }, answers: "{}" });
    expect([code, failed(lines)]).toEqual([3, ["break-token-by-hand"]]);
    await at.heal("vercel-token");
    const restored = await at.call(["restore", dutyIn(lines), "--yes"]);
    expect(restored.code, restored.err).toBe(0);
  });

  it("is done by hand without Vercel, with the same proofs, and from here once Vercel answers again", async () => {
    await at.break("vercel-token");
    const before = changes(at.vercel).length;
    const answers = {
      "break-token-by-hand": "done",
      "post-proof": "lab post-proof",
      "log-line-by-hand": { words: "done", pastedLogLine: '{"msg":"INGEST_PIPELINE_DEGRADED"}' },
      "restore-by-hand": "done",
      "restore-token-by-hand": "yes",
    };
    const byHand = await at.run(DRILL, {
      over: { vars: { expectedCommit: COMMIT } },
      answers: stringify(answers),
      during: {
        "break-token-by-hand": () => at.break("qstash-token"),
        "restore-by-hand": () => at.heal("qstash-token"),
      },
    });
    expect([byHand.code, troubles(byHand.lines)]).toEqual([0, []]);
    expect(changes(at.vercel)).toHaveLength(before);
    expect(passed(byHand.lines, "log-line-by-hand")?.captured?.pastedLogLine).toMatch(/INGEST_PIPELINE_DEGRADED/);
    await at.heal("vercel-token");
    const again = await at.run(DRILL);
    expect([again.code, troubles(again.lines)]).toEqual([0, []]);
    expect(skipped(again.lines)).toEqual(expect.arrayContaining(["break-token-by-hand", "restore-by-hand"]));
  });

  it("redeploys what is live when the last build has failed", async () => {
    await at.break("build-failed");
    const { code, lines } = await at.run(DRILL);
    expect([code, troubles(lines)]).toEqual([0, []]);
    await at.heal("build-failed");
  });
});

describe("the drill at era H", () => {
  let at: OpsmantikLab;
  beforeAll(async () => {
    at = await startOpsmantikLab({ pace: PACE, era: "H", walked });
  });
  afterAll(() => at[Symbol.asyncDispose]());

  it("sees the app's own worker take over, and has nothing to see at the watchtower", async () => {
    const { code, lines } = await at.run(DRILL);
    expect([code, troubles(lines)]).toEqual([0, []]);
    expect(skipped(lines)).toEqual(
      expect.arrayContaining(["watchtower-degrades", "note-code", "log-line", "log-line-by-hand"]),
    );
    expect(passed(lines, "post-proof")?.note).toMatch(/^degraded \(202/);
  });
});

it("every step of docs/COVERAGE.md was walked, with the fault of its line", () => {
  expect(walked.missing("opsmantik", rowsOf(DRILL))).toEqual([]);
});
