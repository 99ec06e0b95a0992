import type { EntryOf, JournalEntry } from "../journal/entry.ts";
import type { Incident } from "../journal/read-incidents.ts";
import { foldDuties } from "../runbooks/duties.ts";
import type { DutyStory } from "./incident-record.ts";
import { nameOf } from "./names.ts";

type End = EntryOf<"duty.discharged"> | EntryOf<"duty.waived">;

/** Each duty of a journal with its end: the proof that discharged it, or who waived it and why. */
export function dutyStories(journal: Pick<Incident, "id" | "entries" | "doubtful">): readonly DutyStory[] {
  return foldDuties(journal).map((duty): DutyStory => {
    const { id, title, system, environment, runbook, step, state, ended, manual } = duty;
    const end = ended === undefined ? undefined : journal.entries.findLast((entry) => isEnd(entry, id));
    return {
      id,
      title,
      system,
      environment,
      runbook,
      step,
      state: ended ?? state,
      open: ended === undefined,
      openedAt: new Date(duty.openedAt).toISOString(),
      dueBy: isoOrNull(duty.dueBy),
      notBefore: isoOrNull(duty.notBefore),
      endedAt: end?.at ?? null,
      endedBy: end ? nameOf(end.by) : null,
      reason: end?.type === "duty.waived" ? end.reason : null,
      proof: end?.type === "duty.discharged" ? end.proof : [],
      manual,
    };
  });
}

function isEnd(entry: JournalEntry, duty: string): entry is End {
  return (entry.type === "duty.discharged" || entry.type === "duty.waived") && entry.duty === duty;
}

function isoOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
