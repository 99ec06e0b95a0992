import type { Duty } from "../core/duty.ts";
import { dutyWords } from "../core/duty-words.ts";
import { tame } from "../core/hostile-text.ts";
import { widthOf } from "../ui/text/clean.ts";
import { wrapText } from "../ui/text/wrap.ts";

export interface CardOptions {
  /** When it was given by `--state`. */
  readonly state?: string | undefined;
  /** Of the terminal that it is printed on: words are not broken at its edge. */
  readonly columns?: number | undefined;
}

/** What is printed on the primary screen at every exit while something is owed; empty when nothing is. */
export function restoreCard(duties: readonly Duty[], now: number, options: CardOptions = {}): string {
  if (duties.length === 0) return "";
  const count = duties.length === 1 ? "1 OPEN DUTY" : `${duties.length} OPEN DUTIES`;
  return `\n◆ ${count}: what was changed on purpose is still changed.\n\n${dutyTable(duties, now, options)}`;
}

/** Each duty with its steps by hand and the command that restores it, in one line. */
export function dutyTable(
  duties: readonly Duty[],
  now: number,
  { state, columns = Infinity }: CardOptions = {},
): string {
  const where =
    state === undefined ? "" : ` --state ${/^[\w./-]+$/.test(state) ? state : `'${state.replaceAll("'", "'\\''")}'`}`;
  return duties.map((duty) => `${dutyLines(duty, now, columns).join("\n")}${tame(where)}\n`).join("\n");
}

function dutyLines(duty: Duty, now: number, columns: number): readonly string[] {
  const there = duty.found?.said.duty === undefined ? "" : `${duty.found.said.duty} there`;
  const from = [there, duty.incident, duty.runbook, duty.step]
    .filter((part) => part !== "")
    .map((part) => tame(part, 120));
  const where = [duty.system, duty.environment].filter((part) => part !== "").map((part) => tame(part, 60));
  return [
    ...hung(`◆ ${tame(duty.id, 20)}  `, [tame(duty.title, 200), where.join(" ")].join("  ").trimEnd(), columns),
    ...hung("  ", `${dutyWords(duty, now)}  (${from.join(", ")})`, columns),
    ...duty.manual.flatMap((step, index) =>
      hung(`  ${index === 0 ? "by hand  " : "         "} ${index + 1}. `, tame(step, 500), columns),
    ),
    `  opsdeck   opsdeck restore ${tame(duty.id, 20)}`,
  ];
}

/** The text behind its head; what does not fit hangs below it. */
function hung(head: string, text: string, columns: number): readonly string[] {
  const indent = widthOf(head);
  if (indent + widthOf(text) <= columns) return [`${head}${text}`];
  const lines = wrapText(text, Math.max(20, columns - indent));
  return lines.map((line, index) => `${index === 0 ? head : " ".repeat(indent)}${line}`);
}
