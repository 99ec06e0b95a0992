import type { JournalEntry } from "../../journal/entry.ts";

/** What another bastion wrote, where people want to hear of it at once. */
export function newsOf(incident: string, entry: JournalEntry): string | undefined {
  const who = `${personOf(entry.by)} on ${entry.host}`;
  switch (entry.type) {
    case "incident.opened":
      return `${who} opened ${incident}: ${entry.title}`;
    case "incident.closed":
      return `${who} closed ${incident}`;
    case "run.opened":
      return `${who} runs ${entry.runbook} in ${incident}`;
    case "run.closed":
      return `${who}: the run ${entry.run} in ${incident} is ${entry.result}`;
    case "duty.armed":
      return `${who} is about to change what must be restored: ${entry.duty} ${entry.title}`;
    case "duty.discharged":
      return `${who} restored ${entry.duty}`;
    case "duty.waived":
      return `${who} waived ${entry.duty}: ${entry.reason}`;
    case "note":
      return `${who} in ${incident}: ${entry.text}`;
    default:
      return undefined;
  }
}

/** The name in the words by which lines name a person. */
export function personOf(by: string): string {
  return by.replace(/ uid=.*$/, "");
}
