import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { continueIncident } from "../../src/journal/journal.ts";
import { readIncidents } from "../../src/journal/read-incidents.ts";
import { foldDuties } from "../../src/runbooks/duties.ts";
import { type Crash, crashWords, runOnPty } from "../helpers/crash.ts";
import { journalOptions } from "../helpers/journal.ts";

/** How often each effect can have happened at the target, by the state that a journal tells after a crash. */
const EFFECTS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "no duty": [[]],
  armed: [[]],
  "apply-unknown": [[], ["break"]],
  applied: [["break"]],
  restoring: [["break"]],
  "restore-unknown": [["break"], ["break", "restore"]],
  "restored-unproved": [["break", "restore"]],
  discharged: [["break", "restore"]],
};

/** One row of the crash table: a drill ends there, and what is on disk tells the truth and can be gone on with. */
export async function expectTruthAfter(crash: Crash): Promise<void> {
  const state = mkdtempSync(join(tmpdir(), "opsdeck-crash-"));
  try {
    const ran = await runOnPty([join(import.meta.dirname, "drill-program.ts"), state, crashWords(crash)]);
    expect(ran.signal > 0 || ran.exitCode > 128, `it ended: ${JSON.stringify(ran)}`).toBe(true);
    const effects = existsSync(join(state, "effects"))
      ? readFileSync(join(state, "effects"), "utf8").trimEnd().split("\n")
      : [];
    const { incidents, problems } = await readIncidents(state);
    expect(problems).toEqual([]);
    const [duty] = incidents.flatMap(foldDuties);
    const told = duty?.ended ?? duty?.state ?? "no duty";
    expect(EFFECTS[told], told).toContainEqual(effects);
    await expectGoesOn(state, incidents[0]?.entries.length ?? 0);
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}

/** The lock of the dead is taken, a torn tail is gone, the next line has the next number. */
async function expectGoesOn(state: string, lines: number): Promise<void> {
  const journal = continueIncident(journalOptions(state), "INC-0001");
  const { seq } = await journal.append({ type: "note", text: "found again" });
  journal.close();
  expect(seq).toBe(lines + 1);
  expect((await readIncidents(state)).problems).toEqual([]);
}
