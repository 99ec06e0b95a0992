import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { breakFault, healFault } from "../../src/lab/control-client.ts";
import { changes, type Line, type RunbookLab, startRunbookLab } from "./opsmantik-lab.ts";

const DRILL = "qstash-degraded-proof";
const failed = (lines: readonly Line[]) => lines.filter(({ type }) => type === "step.failed").map(({ step }) => step);
const closed = (lines: readonly Line[]) => lines.find(({ type }) => type === "run.closed");
const dutyIn = (lines: readonly Line[]) => lines.find(({ type }) => type === "duty.armed")?.duty ?? "none";

describe("a drill that does not come to its end", () => {
  let at: RunbookLab;
  beforeAll(async () => {
    at = await startRunbookLab({ pace: 40 });
  });
  afterAll(() => at[Symbol.asyncDispose]());

  const writeAnswers = async (answers: object): Promise<string> => {
    const path = join(at.home, "answers.yaml");
    await writeFile(path, JSON.stringify(answers));
    return path;
  };

  it.each([
    ["wrong-deploy", "confirm-deploy", /Not the right deployment/],
    ["env-not-deployed", "nothing-waits", /would deploy it/],
    ["qstash-token", "quiet-before", /Publishing fails already/],
    ["qstash-unreachable", "quiet-before", /Publishing fails already/],
    ["db-down", "quiet-before", /cannot be counted/],
  ])("stops before the break under %s, and nothing was changed", async (fault, step, why) => {
    await breakFault(at.lab.control, `opsmantik/${fault}`);
    const before = changes(at.vercel).length;
    const { code, lines } = await at.run(DRILL);
    await healFault(at.lab.control, `opsmantik/${fault}`);
    expect(failed(lines)).toEqual([step]);
    expect(closed(lines)).toMatchObject({ result: "failed", reason: expect.stringMatching(why) });
    expect([code, changes(at.vercel).length, dutyIn(lines)]).toEqual([1, before, "none"]);
  });

  it("leaves a duty and nothing else when the post is not confirmed, and the duty restores itself by its own", async () => {
    const answers = await writeAnswers({ "break-token": "lab break-token" });
    const { code, lines, err } = await at.run(DRILL, [], answers);
    expect([code, failed(lines)]).toEqual([3, ["post-proof"]]);
    expect(err).toMatch(/QSTASH_TOKEN is broken in production[\s\S]*Redeploy/);
    await breakFault(at.lab.control, "opsmantik/vercel-token");
    const revoked = await at.call(["restore", dutyIn(lines), "--yes"]);
    await healFault(at.lab.control, "opsmantik/vercel-token");
    expect(revoked.code).toBe(3);
    expect(revoked.err).toMatch(/403[\s\S]*set QSTASH_TOKEN back[\s\S]*Redeploy/);
    const restored = await at.call(["restore", dutyIn(lines), "--yes"]);
    expect(restored.code, restored.err).toBe(0);
    expect((await at.call(["duties"])).code).toBe(0);
  });

  it("is done by hand without Vercel, with the same proofs", async () => {
    await breakFault(at.lab.control, "opsmantik/vercel-token");
    const commit = "c1d30b47ea46f49ec5ecb95027a387905816c88b";
    const vars = join(at.home, "commit.yaml");
    await writeFile(vars, JSON.stringify({ system: "opsmantik", vars: { expectedCommit: commit } }));
    const { code, lines } = await at.run(DRILL, ["--config", vars], await writeAnswers({}));
    expect([code, failed(lines)]).toEqual([3, ["break-token-by-hand"]]);
    await healFault(at.lab.control, "opsmantik/vercel-token");
    const restored = await at.call(["restore", dutyIn(lines), "--yes"]);
    expect(restored.code, restored.err).toBe(0);
  });
});

describe("the drill at era H", () => {
  let at: RunbookLab;
  beforeAll(async () => {
    at = await startRunbookLab({ pace: 40, era: "H" });
  });
  afterAll(() => at[Symbol.asyncDispose]());

  it("sees the app's own worker take over, and has nothing to see at the watchtower", async () => {
    const { code, lines } = await at.run(DRILL);
    expect([code, failed(lines)]).toEqual([0, []]);
    const skipped = lines.filter(({ type }) => type === "step.skipped").map(({ step }) => step);
    expect(skipped).toEqual(
      expect.arrayContaining(["watchtower-degrades", "note-code", "log-line", "log-line-by-hand"]),
    );
    expect(lines.find(({ type, step }) => type === "step.passed" && step === "post-proof")?.note).toMatch(
      /^degraded \(202/,
    );
  });
});
