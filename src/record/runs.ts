import type { EntryOf, JournalEntry } from "../journal/entry.ts";
import { restoredWithout } from "../runbooks/duties.ts";
import { foldRun, type RunState } from "../runbooks/run-state.ts";
import type { IncidentJournal } from "./incident-journal.ts";
import type { ChangeRecord, Glance, LookRecord, RunRecord, StepStory } from "./incident-record.ts";
import { nameOf, rowKind } from "./names.ts";

/** How many checks a change shows before and after itself. */
const GLANCES = 4;

interface Facts {
  readonly entries: readonly JournalEntry[];
  readonly looks: readonly LookRecord[];
}

/** The runs of a journal in the order in which they were opened, with their steps and what these went by. */
export function runsOf(journal: IncidentJournal, looks: readonly LookRecord[]): readonly RunRecord[] {
  const { entries } = journal;
  return entries.flatMap((entry): RunRecord[] => {
    if (entry.type !== "run.opened") return [];
    const state = foldRun(entry.run, entries);
    return state && state.opened.seq === entry.seq ? [runRecord(state, journal, looks)] : [];
  });
}

function runRecord(
  { opened, steps, closed }: RunState,
  journal: IncidentJournal,
  looks: readonly LookRecord[],
): RunRecord {
  const { run, runbook, title, system, by, params, at } = opened;
  return {
    run,
    runbook,
    title: title ?? runbook,
    system,
    by: nameOf(by),
    params: params ?? {},
    openedAt: at,
    closedAt: closed?.at ?? null,
    result: closed?.result ?? null,
    reason: closed?.reason ?? null,
    interrupted: closed === undefined && journal.written !== true,
    restored: restoredWithout(run, journal) ?? null,
    steps: [...steps].map(([step, { status, attempt, startedAt, endedAt, reason }]): StepStory => {
      const own = looks.filter((look) => look.run === run && look.step === step);
      return {
        step,
        status,
        by: lastActor(journal.entries, run, step) ?? nameOf(by),
        attempts: attempt,
        startedAt: new Date(attempt === 0 ? (endedAt ?? 0) : startedAt).toISOString(),
        endedAt: endedAt === undefined ? null : new Date(endedAt).toISOString(),
        reason: reason ?? null,
        proof: own.map(({ check, at: seen, summary }) => ({ check, at: seen, summary })),
      };
    }),
  };
}

/** Who the last line about a step is by. */
function lastActor(entries: readonly JournalEntry[], run: string, step: string): string | undefined {
  const last = entries.findLast((entry) => "step" in entry && entry.step === step && entry.run === run);
  return last && nameOf(last.by);
}

/** Every request that was sent, with what became of it, and what was seen on both sides of it. */
export function changesOf({ entries, looks }: Facts): readonly ChangeRecord[] {
  return entries.flatMap((entry, index) =>
    entry.type === "request.sending" ? [changeRecord(entry, index + 1, { entries, looks })] : [],
  );
}

function changeRecord(sending: EntryOf<"request.sending">, line: number, { entries, looks }: Facts): ChangeRecord {
  const { request, at, by, run, step, action, target, preview, effect, duty } = sending;
  const heard = entries.findLastIndex((entry) => isAnswer(entry) && entry.request === request);
  const answer = entries[heard];
  const answered = answer?.type === "request.answered" ? answer : undefined;
  const since = effect === "restore" ? changedAt(duty, entries) : 0;
  const mine = looks.filter((look) => look.run === run && rowKind(look.check) === "check" && look.line > since);
  const ended = Math.max(line, heard + 1);
  return {
    request,
    at,
    by: nameOf(by),
    run,
    step,
    action,
    target,
    preview,
    effect: effect ?? null,
    duty: duty ?? null,
    outcome: answered?.outcome ?? "unknown",
    note: answered?.note ?? (answer?.type === "request.unknown" ? answer.reason : null),
    values: answered?.values ?? {},
    before: firstOfEach(mine.filter((look) => look.line < line).toReversed()),
    after: firstOfEach(mine.filter((look) => look.line > ended)),
    evidence: entries.flatMap((one) =>
      one.type === "evidence" && one.run === run && one.step === step ? [one.file] : [],
    ),
    approvedBy: effect === "restore" ? [] : approversOf(sending, entries),
  };
}

/** A restore wants no second person: who is named at its step approved what it puts back. */
function approversOf({ run, step }: EntryOf<"request.sending">, entries: readonly JournalEntry[]): readonly string[] {
  return entries.flatMap((one) =>
    one.type === "approval.given" && one.run === run && one.step === step ? [approver(one)] : [],
  );
}

/** The line by which a duty's change was sent last: what was seen before it says nothing of its restore. */
function changedAt(duty: string | undefined, entries: readonly JournalEntry[]): number {
  return (
    1 + entries.findLastIndex((one) => one.type === "request.sending" && one.duty === duty && one.effect === "apply")
  );
}

function isAnswer(entry: JournalEntry): entry is EntryOf<"request.answered"> | EntryOf<"request.unknown"> {
  return entry.type === "request.answered" || entry.type === "request.unknown";
}

function approver({ person, how, reason }: EntryOf<"approval.given">): string {
  return how === "solo" ? `${person} alone${reason === undefined ? "" : `: ${reason}`}` : person;
}

function firstOfEach(looks: readonly LookRecord[]): readonly Glance[] {
  const seen = new Map<string, Glance>();
  for (const { check, at, verdict, summary } of looks) {
    if (!seen.has(check)) seen.set(check, { check, at, verdict, summary });
  }
  return [...seen.values()].slice(0, GLANCES);
}
