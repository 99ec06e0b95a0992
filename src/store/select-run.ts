import type { ChangeMoment } from "../core/change-guard.ts";
import { isTable, type Reading, type Table } from "../core/reading.ts";
import type { FoundChoices, ParamSpec, RunQuestion } from "../core/run-question.ts";
import type { RunView, StepView } from "../core/run-view.ts";
import { own } from "./own.ts";
import type { CockpitState } from "./state.ts";

/** What is so now for a change of a system. */
export function changeMoment(
  { now, write, systems, duties, checks, view }: CockpitState,
  about: { readonly system: string; readonly identityChecks: readonly string[] },
): ChangeMoment {
  const found = about.identityChecks.map((id) => own(checks, id));
  const seen = found.map((check) => check?.history.findLast(({ outcome }) => outcome === "observed"));
  const times = seen.map((reading) => reading?.at ?? Number.NEGATIVE_INFINITY);
  const oldest = Math.min(...times);
  return {
    now,
    write,
    duties,
    presenting: view.presenting !== undefined,
    locked: systems.find(({ id }) => id === about.system)?.locked ?? false,
    dataAt: Number.isFinite(oldest) ? oldest : undefined,
    staleAfterMs: Math.min(...found.map((check) => check?.plan.staleAfterMs ?? 0)),
  };
}

/** When anything of a system was observed last. */
export function lastSeen({ checks }: CockpitState, system: string): Pick<ChangeMoment, "dataAt" | "staleAfterMs"> {
  const seen = Object.values(checks).flatMap(({ plan, history }) => {
    const last = plan.system === system ? history.findLast(({ outcome }) => outcome === "observed") : undefined;
    return last ? [{ dataAt: last.at, staleAfterMs: plan.staleAfterMs }] : [];
  });
  return seen.toSorted((a, b) => b.dataAt - a.dataAt)[0] ?? { dataAt: undefined, staleAfterMs: 0 };
}

/** How the run stands, in a word or two for the title of its pane. */
export type RunMood = "runs" | "waiting" | "needs you" | "stopped" | "done" | "failed" | "aborted";

export function runMood(run: RunView, question: RunQuestion | undefined): RunMood {
  if (run.closed) return run.closed.result;
  if (question) return question.kind === "failed" ? "stopped" : "needs you";
  return run.expectation || run.waitUntil !== undefined ? "waiting" : "runs";
}

/** Id of the step at which the run stands, or at which it ended: a jump may have left later ones behind it. */
export function standsAt({ steps, current }: RunView): string | undefined {
  if (current) return current.id;
  const begun = steps.filter(({ status }) => status !== "pending");
  return begun.toSorted((a, b) => lastTime(a) - lastTime(b)).at(-1)?.id;
}

function lastTime({ startedAt = 0, endedAt = startedAt }: StepView): number {
  return endedAt;
}

/** Number of the step, from 1, at which the run stands or ended; 0 when it has not begun. */
export function stepNumber(run: RunView): number {
  const here = standsAt(run);
  return run.steps.findIndex(({ id }) => id === here) + 1;
}

/** The second person has not answered in time, and the code that they were asked with counts no more. */
export function hasExpired(question: RunQuestion, now: number): boolean {
  if (question.kind !== "confirm" || !question.approval || question.approval.given) return false;
  return now > question.approval.expiresAt;
}

/** Why nobody can step in just now: what is on its way is not called back. Undefined: one can. */
export function cannotDecide({ run, question }: Pick<CockpitState, "run" | "question">): string | undefined {
  if (!run) return "no runbook runs";
  if (run.closed) return "the run has ended";
  const waits = question !== undefined || run.expectation !== undefined || run.waitUntil !== undefined;
  return waits ? undefined : "the step is at work: what is on its way is not called back";
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** What can be chosen: as the file says, or as a check found it. Undefined: it is typed. */
export function choicesOf(state: CockpitState, system: string, { choices }: ParamSpec): readonly Choice[] | undefined {
  if (choices === undefined) return undefined;
  if (Array.isArray(choices)) return choices.map((value) => plain(String(value)));
  return foundChoices(state, system, choices as FoundChoices);
}

function foundChoices(state: CockpitState, system: string, wanted: FoundChoices): readonly Choice[] {
  const { check, table, column, label, also = [] } = wanted;
  const last = own(state.checks, `${system}/${check}`)?.history.at(-1);
  const rows = tableOf(last, table)?.rows ?? [];
  const found = rows.flatMap((row): Choice[] => {
    const value = row[column];
    if (value === null || value === undefined) return [];
    const words = label === undefined ? undefined : row[label];
    return [{ value: String(value), label: words == null ? String(value) : `${value}  ${words}` }];
  });
  const unique = found.filter(({ value }, index) => found.findIndex((one) => one.value === value) === index);
  return [...unique, ...also.map((value) => plain(String(value)))];
}

function tableOf(reading: Reading | undefined, name: string): Table | undefined {
  const fact = reading?.outcome === "observed" ? reading.facts[name] : undefined;
  return fact !== undefined && isTable(fact) ? fact : undefined;
}

function plain(value: string): Choice {
  return { value, label: value };
}
