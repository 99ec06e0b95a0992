import { tame } from "../core/hostile-text.ts";
import type { JournalEntry } from "../journal/entry.ts";
import type { CliContext } from "./context.ts";

/** Each line of the journal: as it is, or in words. */
export function report(entry: JournalEntry, json: boolean, { stdout }: Pick<CliContext, "stdout">): void {
  if (json) {
    stdout.write(`${JSON.stringify(entry)}\n`);
    return;
  }
  const words = wordsOf(entry);
  if (words !== undefined) stdout.write(`${entry.at.slice(11, 19)}  ${tame(words, 500)}\n`);
}

function wordsOf(entry: JournalEntry): string | undefined {
  switch (entry.type) {
    case "step.started":
      return `… ${entry.step}`;
    case "step.passed":
      return `● ${entry.step}${entry.note ? `: ${entry.note}` : ""}`;
    case "step.failed":
      return `✘ ${entry.step}: ${entry.reason}`;
    case "step.skipped":
      return `– ${entry.step} skipped: ${entry.reason}`;
    case "step.overridden":
      return `! ${entry.step} overridden: ${entry.reason}`;
    case "request.sending":
      return `→ ${entry.preview[0] ?? entry.action}`;
    case "request.answered":
      return `← ${entry.outcome}${entry.note ? `: ${entry.note}` : ""}`;
    case "request.unknown":
      return `? ${entry.reason}`;
    case "duty.armed":
      return `◆ ${entry.duty} armed: ${entry.title}`;
    case "duty.discharged":
      return `◇ ${entry.duty} discharged`;
    case "run.closed":
      return `${entry.result}${entry.reason ? `: ${entry.reason}` : ""}`;
    default:
      return undefined;
  }
}
