import { ROLES, type Roles } from "../core/incident.ts";
import { plural } from "../core/plural.ts";
import type { JournalEntry } from "../journal/entry.ts";
import type { PersonRecord } from "./incident-record.ts";
import { nameOf } from "./names.ts";

const deeds: readonly (readonly [one: string, many: string, is: (entry: JournalEntry) => boolean])[] = [
  ["run opened", "runs opened", ({ type }) => type === "run.opened"],
  ["step passed", "steps passed", ({ type }) => type === "step.passed"],
  ["step overridden", "steps overridden", ({ type }) => type === "step.overridden"],
  ["step skipped", "steps skipped", ({ type }) => type === "step.skipped"],
  ["request sent", "requests sent", ({ type }) => type === "request.sending"],
  ["approval", "approvals", ({ type }) => type === "approval.given"],
  ["duty waived", "duties waived", ({ type }) => type === "duty.waived"],
  ["note", "notes", ({ type }) => type === "note"],
  ["piece of evidence", "pieces of evidence", ({ type }) => type === "evidence"],
];

/** Who wrote lines of a journal or approved a step, in the order in which they came, with their roles. */
export function peopleOf(entries: readonly JournalEntry[], roles: Roles): readonly PersonRecord[] {
  const named = Map.groupBy(entries, actorOf);
  return [...named].map(([name, own]): PersonRecord => {
    const counts = deeds.map(([one, many, is]) => [own.filter(is).length, one, many] as const);
    return {
      name,
      roles: ROLES.filter((role) => roles[role] === name),
      from: own[0]?.at ?? "",
      to: own.at(-1)?.at ?? "",
      did: counts.flatMap(([count, one, many]) => (count === 0 ? [] : [plural(count, one, many)])),
    };
  });
}

/** The second person is the one who acts, whoever writes the line. */
function actorOf(entry: JournalEntry): string {
  return nameOf(entry.type === "approval.given" ? entry.person : entry.by);
}
