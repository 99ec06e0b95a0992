import type { Roles } from "../core/incident.ts";
import { plural } from "../core/plural.ts";
import type { EntryOf, JournalEntry } from "../journal/entry.ts";
import { dutyStories } from "./duty-stories.ts";
import type { IncidentJournal } from "./incident-journal.ts";
import type { EvidenceRecord, IncidentRecord, NoteRecord } from "./incident-record.ts";
import { leftOf } from "./left.ts";
import { alertsOf, goalsOf, impactOf, looksOf } from "./looks.ts";
import { nameOf } from "./names.ts";
import { peopleOf } from "./people.ts";
import { changesOf, runsOf } from "./runs.ts";
import { timelineOf } from "./timeline.ts";

/**
 * Pure: an incident is what its journal says. Total over any lines in any order, so that a journal that was cut short
 * still tells what it can. `now` in ms since 1970, for an incident that is open.
 */
export function foldIncident(journal: IncidentJournal, now: number, problems: readonly string[] = []): IncidentRecord {
  const { id, entries } = journal;
  const opened = entries.find((entry) => entry.type === "incident.opened");
  const closed = openEnd(entries);
  const looks = looksOf(entries);
  const { roles, ...standing } = standingOf(entries);
  const told: Omit<IncidentRecord, "left"> = {
    version: 1,
    id,
    ...standing,
    roles,
    environment: opened?.environment ?? "",
    systems: opened?.systems ?? [],
    openedAt: opened?.at ?? null,
    openedBy: opened ? nameOf(opened.by) : null,
    closedAt: closed?.at ?? null,
    closeReason: closed?.reason ?? null,
    until: closed?.at ?? new Date(now).toISOString(),
    impact: impactOf(looks),
    timeline: timelineOf(entries),
    looks,
    runs: runsOf(journal, looks),
    changes: changesOf({ entries, looks }),
    duties: dutyStories(journal),
    alerts: alertsOf(looks),
    goals: goalsOf(looks),
    evidence: entries.flatMap((entry) => (entry.type === "evidence" ? [evidenceRecord(entry)] : [])),
    notes: entries.flatMap((entry) => (entry.type === "note" ? [noteRecord(entry)] : [])),
    people: peopleOf(entries, roles),
    problems: [...problems, ...damageOf(journal)],
  };
  return { ...told, left: leftOf(told) };
}

/** A run that was opened after the end opens an incident again. */
function openEnd(entries: readonly JournalEntry[]): EntryOf<"incident.closed"> | undefined {
  const last = entries.findLast(({ type }) => type === "incident.closed" || type === "run.opened");
  return last?.type === "incident.closed" ? last : undefined;
}

type Named = EntryOf<"incident.opened"> | EntryOf<"incident.named">;

function namings(entries: readonly JournalEntry[]): readonly Named[] {
  return entries.filter((entry) => entry.type === "incident.opened" || entry.type === "incident.named");
}

/** How an incident is called, how bad it is, and who does what: the last word about each counts. */
export function standingOf(entries: readonly JournalEntry[]): Pick<IncidentRecord, "title" | "severity" | "roles"> {
  const named = namings(entries);
  const severity = named.findLast((entry) => entry.severity !== undefined)?.severity;
  return { title: named.at(-1)?.title ?? "", severity: severity ?? null, roles: rolesOf(named) };
}

/** The last word about each role counts; an empty name takes it away. */
function rolesOf(named: readonly Named[]): Roles {
  const all = Object.assign({}, ...named.map(({ roles }) => roles)) as Roles;
  return Object.fromEntries(Object.entries(all).filter(([, person]) => person !== ""));
}

function evidenceRecord({ file, about, sha256, bytes, at, by, run, step }: EntryOf<"evidence">): EvidenceRecord {
  return { file, about, sha256, bytes, at, by: nameOf(by), run: run ?? null, step: step ?? null };
}

function noteRecord({ at, by, text }: EntryOf<"note">): NoteRecord {
  return { at, by: nameOf(by), text };
}

function damageOf({ torn, doubtful }: IncidentJournal): readonly string[] {
  return [
    ...(torn ? ["the last line of the journal is torn: its writer died before it was on disk, or writes it now"] : []),
    ...(doubtful.length > 0
      ? [`${plural(doubtful.length, "duty", "duties")} may hide in damaged lines: ${doubtful.join(", ")}`]
      : []),
  ];
}
