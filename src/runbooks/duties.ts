import type { Duty, DutyState } from "../core/duty.ts";
import type { EntryOf, JournalEntry } from "../journal/entry.ts";
import type { Incident } from "../journal/read-incidents.ts";

/** A duty with its end, if it has one. */
export interface DutyRecord extends Duty {
  readonly ended?: "discharged" | "waived";
}

type Journal = Pick<Incident, "id" | "entries" | "doubtful">;

/** The duties that are open in these journals, those due first first. */
export function openDuties(journals: readonly Journal[]): readonly Duty[] {
  return journals
    .flatMap(foldDuties)
    .filter((duty) => duty.ended === undefined)
    .toSorted(byDue);
}

/** Those due first first; without a time, those that have been open longest. */
export function byDue(a: Duty, b: Duty): number {
  return (a.dueBy ?? Number.MAX_VALUE) - (b.dueBy ?? Number.MAX_VALUE) || a.openedAt - b.openedAt;
}

/**
 * All duties of one journal, in the order in which they were armed. Total: whatever the order of the lines, a duty that
 * was armed stays open until a later line discharges or waives it. A line about a duty that nobody armed opens it, and
 * so does a line that says that an ended duty's change happened after all.
 */
export function foldDuties({ id, entries, doubtful }: Journal): readonly DutyRecord[] {
  const duties = new Map<string, DutyRecord>();
  for (const entry of entries) {
    const next = afterEntry(entry, duties, id);
    if (next) duties.set(next.id, next);
  }
  for (const duty of doubtful) if (!duties.has(duty)) duties.set(duty, unarmed(duty, id, entries[0]?.at));
  return [...duties.values()];
}

/**
 * The duty of a run that was restored and proved without the run. What the run has still to do wants what it had changed
 * to be so: it can only be aborted.
 */
export function restoredWithout(run: string, journal: Journal): string | undefined {
  return foldDuties(journal).find((duty) => {
    return duty.run === run && duty.ended === "discharged" && !journal.entries.some((one) => isByStep(one, duty.id));
  })?.id;
}

function isByStep(entry: JournalEntry, duty: string): boolean {
  const ends = entry.type === "duty.restoring" || entry.type === "duty.discharged";
  return ends && entry.duty === duty && entry.step !== undefined;
}

function afterEntry(
  entry: JournalEntry,
  duties: ReadonlyMap<string, DutyRecord>,
  incident: string,
): DutyRecord | undefined {
  if (!("duty" in entry) || entry.duty === undefined) return undefined;
  const known = duties.get(entry.duty);
  if (entry.type === "duty.armed") return armedBy(entry, known, incident);
  const duty = known ?? unarmed(entry.duty, incident, entry.at);
  const at = Date.parse(entry.at);
  switch (entry.type) {
    case "duty.discharged":
      return { ...duty, ended: "discharged", since: at };
    case "duty.waived":
      return { ...duty, ended: "waived", since: at };
    case "request.sending":
      return sending(duty, entry.effect, at);
    default:
      return open(duty, entry.type.slice("duty.".length) as DutyState, at);
  }
}

/** Told twice, it keeps what is already known of its state. */
function armedBy(entry: EntryOf<"duty.armed">, known: DutyRecord | undefined, incident: string): DutyRecord {
  const { duty, title, system, environment, run, runbook, step, manual, how, proof, after, secret, mark } = entry;
  return {
    id: duty,
    incident,
    title,
    system,
    environment,
    run,
    runbook,
    step,
    manual,
    how,
    proof,
    state: known && known.ended === undefined ? known.state : "armed",
    openedAt: known?.openedAt ?? Date.parse(entry.at),
    since: (known?.ended === undefined ? known?.since : undefined) ?? Date.parse(entry.at),
    ...(entry.notBefore !== undefined && { notBefore: Date.parse(entry.notBefore) }),
    ...(entry.dueBy !== undefined && { dueBy: Date.parse(entry.dueBy) }),
    ...(after !== undefined && { after }),
    ...(secret && { secret }),
    ...(mark !== undefined && { mark }),
  };
}

/** From the line on until the next one says what came of it, nobody knows whether the request had its effect. */
function sending(duty: DutyRecord, effect: "apply" | "restore" | undefined, at: number): DutyRecord {
  if (effect === "restore") return open(duty, "restore-unknown", at);
  if (effect === "apply" && (duty.state === "armed" || duty.ended)) return open(duty, "apply-unknown", at);
  return duty;
}

/** Told again, a state has been so since it was told first. */
function open({ ended, ...duty }: DutyRecord, state: DutyState, at: number): DutyRecord {
  return { ...duty, state, since: ended === undefined && duty.state === state ? (duty.since ?? at) : at };
}

const LOST = "the line that armed it is damaged or missing";

/** All that is known of a duty whose first line cannot be read. It is owed all the same. */
function unarmed(id: string, incident: string, at: string | undefined): DutyRecord {
  return {
    id,
    incident,
    title: LOST,
    system: "",
    environment: "",
    run: "",
    runbook: "",
    step: "",
    state: "apply-unknown",
    openedAt: at === undefined ? 0 : Date.parse(at),
    manual: [`read ${incident}'s journal and find out by hand what was changed`],
    how: [],
    proof: [],
  };
}
