import type { Duty } from "../core/duty.ts";
import { dutyWords } from "../core/duty-words.ts";
import { tame } from "../core/hostile-text.ts";

/** What is printed on the primary screen at every exit while something is owed; empty when nothing is. */
export function restoreCard(duties: readonly Duty[], now: number, state?: string): string {
  if (duties.length === 0) return "";
  const count = duties.length === 1 ? "1 OPEN DUTY" : `${duties.length} OPEN DUTIES`;
  return `\n◆ ${count}: what was changed on purpose is still changed.\n\n${dutyTable(duties, now, state)}`;
}

/** Each duty with its steps by hand and the command that restores it. `state` when it was given by `--state`. */
export function dutyTable(duties: readonly Duty[], now: number, state?: string): string {
  const where =
    state === undefined ? "" : ` --state ${/^[\w./-]+$/.test(state) ? state : `'${state.replaceAll("'", "'\\''")}'`}`;
  return duties.map((duty) => `${dutyLines(duty, now).join("\n")}${tame(where)}\n`).join("\n");
}

function dutyLines(duty: Duty, now: number): readonly string[] {
  const there = duty.found?.said.duty === undefined ? "" : `${duty.found.said.duty} there`;
  const from = [there, duty.incident, duty.runbook, duty.step]
    .filter((part) => part !== "")
    .map((part) => tame(part, 120));
  const where = [duty.system, duty.environment].filter((part) => part !== "").map((part) => tame(part, 60));
  return [
    [`◆ ${tame(duty.id, 20)}`, tame(duty.title, 200), where.join(" ")].join("  ").trimEnd(),
    `  ${dutyWords(duty, now)}  (${from.join(", ")})`,
    ...duty.manual.map(
      (step, index) => `  ${index === 0 ? "by hand  " : "         "} ${index + 1}. ${tame(step, 500)}`,
    ),
    `  opsdeck   opsdeck restore ${tame(duty.id, 20)}`,
  ];
}
