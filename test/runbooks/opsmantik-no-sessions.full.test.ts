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

async function under(faults: readonly string[]) {
  for (const fault of faults) await breakFault(at.lab.control, `opsmantik/${fault}`);
  try {
    return await at.run("no-sessions-ingested");
  } finally {
    for (const fault of faults.toReversed()) await healFault(at.lab.control, `opsmantik/${fault}`);
  }
}

describe("no-sessions-ingested in the lab", () => {
  it.each([
    ["cors-everywhere", "cors", "preflight-passes"],
    ["publish-stalled", "publish", "post-again"],
    ["worker-stalled", "workerKeys", "worker-answers"],
    ["service-role-key", "serviceRole", "watchtower-counts"],
  ])("%s is told as %s and mitigated to the end of the acceptance list", async (fault, cause, step) => {
    const { code, lines, err } = await under([fault]);
    expect(failed(lines), err).toEqual([]);
    expect(found(lines)).toEqual([cause]);
    expect(passed(lines, step)).toBeDefined();
    expect(passed(lines, "watchtower-ok")).toBeDefined();
    expect(code).toBe(0);
  });

  it.each([
    ["month-missing", "partitions", "partitions-by-hand"],
    ["db-down", "database", "database-by-hand"],
  ])("%s is told as %s, which people mitigate", async (fault, cause, step) => {
    const { code, lines } = await under([fault]);
    expect(found(lines)).toEqual([cause]);
    expect(failed(lines)).toEqual([expect.stringMatching(new RegExp(`^${step}: a person does this step`))]);
    expect(code).toBe(1);
  });

  it.each([
    [
      ["cors-everywhere", "worker-keys-missing"],
      ["cors", "workerKeys"],
    ],
    [
      ["publish-stalled", "worker-keys-missing"],
      ["publish", "workerKeys"],
    ],
  ])("%s together are both told and mitigated", async (faults, causes) => {
    const { code, lines, err } = await under(faults);
    expect(failed(lines), err).toEqual([]);
    expect(found(lines)).toEqual(causes);
    expect(code).toBe(0);
  });

  it("no-sessions, the trackers themselves, is no cause that it knows", async () => {
    const { code, lines } = await under(["no-sessions"]);
    expect(found(lines)).toEqual([]);
    expect(failed(lines)).toEqual([expect.stringMatching(/^not-determined: /)]);
    expect(code).toBe(1);
  });
});
