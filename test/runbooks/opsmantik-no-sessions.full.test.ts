import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { breakFault, healFault } from "../../src/lab/control-client.ts";
import { type Line, type RunbookLab, startRunbookLab } from "./opsmantik-lab.ts";

const CAUSES = ["cors", "publish", "workerKeys", "serviceRole", "database", "partitions"] as const;
let at: RunbookLab;
beforeAll(async () => {
  at = await startRunbookLab({ pace: 15 });
});
afterAll(() => at[Symbol.asyncDispose]());

const passed = (lines: readonly Line[], step: string) =>
  lines.find((one) => one.type === "step.passed" && one.step === step);
const failed = (lines: readonly Line[]) =>
  lines.filter(({ type }) => type === "step.failed").map((one) => `${one.step}: ${one.reason}`);
const found = (lines: readonly Line[]) => CAUSES.filter((name) => passed(lines, "cause")?.captured?.[name] === true);

async function under<T>(faults: readonly string[], work: () => Promise<T>): Promise<T> {
  try {
    for (const fault of faults) await breakFault(at.lab.control, `opsmantik/${fault}`);
    return await work();
  } finally {
    for (const fault of faults.toReversed()) await healFault(at.lab.control, `opsmantik/${fault}`);
  }
}

const runUnder = (faults: readonly string[]) => under(faults, () => at.run("no-sessions-ingested"));

/** The deployment that was live before the last one. */
async function deploymentBefore(): Promise<string> {
  const response = await fetch(`${at.vars.vercelUrl}/v6/deployments?projectId=opsmantik`, {
    headers: { authorization: `Bearer ${at.lab.env.LAB_OPSMANTIK_VERCEL_TOKEN}` },
  });
  const { deployments } = (await response.json()) as { deployments: { uid: string }[] };
  return deployments[1]?.uid ?? "none";
}

describe("no-sessions-ingested in the lab", () => {
  it.each([
    ["cors-everywhere", "cors", "preflight-passes"],
    ["publish-stalled", "publish", "post-again"],
    ["worker-stalled", "workerKeys", "worker-answers"],
    ["service-role-key", "serviceRole", "watchtower-counts"],
  ])("%s is told as %s and mitigated to the end of the acceptance list", async (fault, cause, step) => {
    const { code, lines, err } = await runUnder([fault]);
    expect(failed(lines), err).toEqual([]);
    expect(found(lines)).toEqual([cause]);
    expect(passed(lines, step)).toBeDefined();
    expect(passed(lines, "watchtower-ok")).toBeDefined();
    expect(code).toBe(0);
  });

  it.each([
    ["month-missing", "partitions", "partitions-by-hand"],
    ["db-down", "database", "database-by-hand"],
    ["partition-trigger-dropped", "partitions", "partitions-by-hand"],
  ])("%s is told as %s, which people mitigate", async (fault, cause, step) => {
    const { code, lines } = await runUnder([fault, ...(fault === "partition-trigger-dropped" ? ["no-sessions"] : [])]);
    expect(found(lines)).toEqual([cause]);
    expect(failed(lines)).toEqual([expect.stringMatching(new RegExp(`^${step}: a person does this step`))]);
    expect(passed(lines, "partition-script")?.note).toMatch(
      fault === "partition-trigger-dropped"
        ? /ends with 1: a partition trigger is missing/
        : /ends with 0|could not tell/,
    );
    expect(code).toBe(1);
  });

  it.each([
    [
      ["worker-keys-missing", "cors-everywhere"],
      ["cors", "workerKeys"],
    ],
    [
      ["worker-keys-missing", "publish-stalled"],
      ["publish", "workerKeys"],
    ],
  ])("%s together are both told and mitigated", async (faults, causes) => {
    const { code, lines, err } = await runUnder(faults);
    expect(failed(lines), err).toEqual([]);
    expect(found(lines)).toEqual(causes);
    expect(code).toBe(0);
  });

  it("no-sessions, the trackers themselves, is no cause that it knows", async () => {
    const { code, lines } = await runUnder(["no-sessions"]);
    expect(found(lines)).toEqual([]);
    expect(failed(lines)).toEqual([expect.stringMatching(/^not-determined: /)]);
    expect(code).toBe(1);
  });

  it("rolls back a deployment that is a regression, and leaves the duty to promote one that has the fix", async () => {
    const skip = { failed: "skip", reason: "rolled back instead" };
    const answers = { "set-token": skip, "post-again": skip, "roll-back": "lab roll-back", dashboard: "done" };
    const path = join(at.home, "rollback.yaml");
    await writeFile(path, JSON.stringify(answers));
    const { code, lines, err } = await under(["publish-stalled"], async () =>
      at.run("no-sessions-ingested", ["--var", `rollbackTo=${await deploymentBefore()}`], path),
    );
    expect(failed(lines).map((line) => line.split(":", 1)[0])).toEqual(["set-token", "post-again"]);
    expect(passed(lines, "sessions-arrive")).toBeDefined();
    expect(err).toMatch(/Production is rolled back/);
    expect(code).toBe(3);
  });
});
