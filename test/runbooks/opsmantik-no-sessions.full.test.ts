import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { opsmantikAnswers } from "../../src/lab/opsmantik/answers.ts";
import { changes, deploymentBefore, type OpsmantikLab, rowsOf, startOpsmantikLab } from "./opsmantik-lab.ts";
import { failed, type Line, passed, troubles } from "./run-lines.ts";
import type { RunOptions } from "./runbook-lab.ts";

const RUNBOOK = "no-sessions-ingested";
const CAUSES = ["cors", "publish", "workerKeys", "serviceRole", "database", "partitions"] as const;
let at: OpsmantikLab;
beforeAll(async () => {
  at = await startOpsmantikLab({ pace: 15 });
});
afterAll(() => at[Symbol.asyncDispose]());

const found = (lines: readonly Line[]) => CAUSES.filter((name) => passed(lines, "cause")?.captured?.[name] === true);

async function runUnder(faults: readonly string[], options: () => Promise<RunOptions> = async () => ({})) {
  try {
    for (const fault of faults) await at.break(fault);
    return await at.run(RUNBOOK, await options());
  } finally {
    for (const fault of faults.toReversed()) await at.heal(fault);
  }
}

/** Somebody heals when a step begins that is for people, and then says that it is done. */
const healedAt = (step: string, faults: readonly string[]) => async (): Promise<RunOptions> => ({
  answers: stringify({ ...opsmantikAnswers[RUNBOOK], [step]: "done" }),
  during: {
    [step]: async () => {
      for (const fault of faults) await at.heal(fault);
    },
  },
});

describe("no-sessions-ingested in the lab", () => {
  it.each([
    ["cors-everywhere", "cors", "preflight-passes"],
    ["publish-stalled", "publish", "post-again"],
    ["worker-stalled", "workerKeys", "worker-answers"],
    ["service-role-key", "serviceRole", "watchtower-counts"],
  ])("%s is told as %s and mitigated to the end of the acceptance list", async (fault, cause, step) => {
    const { code, lines, err } = await runUnder([fault]);
    expect(troubles(lines), err).toEqual([]);
    expect(found(lines)).toEqual([cause]);
    expect(passed(lines, step)).toBeDefined();
    expect(passed(lines, "watchtower-ok")).toBeDefined();
    expect(code).toBe(0);
  });

  it.each([
    ["cors-everywhere", "cors", "allow-origin-by-hand"],
    ["publish-stalled", "publish", "publish-by-hand"],
    ["worker-stalled", "workerKeys", "set-signing-keys-by-hand"],
    ["service-role-key", "serviceRole", "set-service-role-key-by-hand"],
  ])("%s is told as %s without Vercel, too, and people mitigate it", async (fault, cause, step) => {
    const before = changes(at.vercel).length;
    const { code, lines, err } = await runUnder([fault, "vercel-token"], healedAt(step, [fault]));
    expect(troubles(lines), err).toEqual([]);
    expect(found(lines)).toEqual([cause]);
    expect(changes(at.vercel)).toHaveLength(before);
    expect(code).toBe(0);
  });

  it.each([
    ["partition-trigger-dropped", /ends with 1: a partition trigger is missing/],
    ["partition-trigger-disabled", /ends with 0/],
  ])("%s is told as partitions, whatever the script says, and waits for people", async (fault, script) => {
    const { code, lines } = await runUnder([fault, "no-sessions"]);
    expect(found(lines)).toEqual(["partitions"]);
    expect(troubles(lines)).toEqual([expect.stringMatching(/^partitions-by-hand: a person does this step/)]);
    expect(passed(lines, "partition-script")?.note).toMatch(script);
    expect(code).toBe(1);
  });

  it.each([
    [["month-missing"], "partitions-by-hand", ["partitions"]],
    [["db-down", "providers-incident"], "database-by-hand", ["database"]],
    [["app-down", "no-sessions"], "not-determined", []],
  ])("%j is at its end when people have healed it at %s", async (faults, step, causes) => {
    const { code, lines, err } = await runUnder(faults, healedAt(step, faults));
    expect(troubles(lines), err).toEqual([]);
    expect(found(lines)).toEqual(causes);
    expect(passed(lines, "partition-script")?.note).toMatch(/ends with 0|could not tell/);
    expect(passed(lines, "watchtower-ok")).toBeDefined();
    expect(code).toBe(0);
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
    expect(troubles(lines), err).toEqual([]);
    expect(found(lines)).toEqual(causes);
    expect(code).toBe(0);
  });

  it("no-sessions, the trackers themselves, is no cause that it knows", async () => {
    const { code, lines } = await runUnder(["no-sessions"]);
    expect(found(lines)).toEqual([]);
    expect(troubles(lines)).toEqual([expect.stringMatching(/^not-determined: /)]);
    expect(code).toBe(1);
  });

  it("rolls back a deployment that is a regression, and leaves the duty to promote one that has the fix", async () => {
    const skip = { failed: "skip", reason: "rolled back instead" };
    const answers = { "set-token": skip, "post-again": skip, "roll-back": "lab roll-back", dashboard: "done" };
    const { code, lines, err } = await runUnder(["publish-stalled"], async () => ({
      vars: { rollbackTo: await deploymentBefore(at) },
      answers: stringify(answers),
    }));
    expect(failed(lines)).toEqual(["set-token", "post-again"]);
    expect(passed(lines, "sessions-arrive")).toBeDefined();
    expect(err).toMatch(/Production is rolled back/);
    expect(code).toBe(3);
  });
});

it("every step of docs/COVERAGE.md was walked, with the fault of its line", () => {
  expect(at.walked.missing("opsmantik", rowsOf(RUNBOOK))).toEqual([]);
});
