import type { RunQuestion } from "../../core/run-question.ts";
import type { LiveExpectation, RunView, SeenReading, StepView } from "../../core/run-view.ts";
import { own } from "../../store/own.ts";
import { factText, selectDetail, type TrendView } from "../../store/select-detail.ts";
import { type RunMood, runMood, standsAt, stepNumber } from "../../store/select-run.ts";
import type { CockpitState } from "../../store/state.ts";
import { RUNBOOK } from "../../store/view-state.ts";

/** A step as the list shows it. */
export interface PaneStep extends StepView {
  readonly number: number;
  /** A duty that the step armed, or restores, is open. */
  readonly owes: boolean;
}

export interface RunPaneView {
  readonly run: RunView;
  readonly mood: RunMood;
  readonly number: number;
  readonly steps: readonly PaneStep[];
  /** The step that is read: the one it stands at, or another that was chosen. */
  readonly shown: PaneStep | undefined;
  /** Another step is read than the one at which the run stands. */
  readonly elsewhere: boolean;
  /** What the checks say that decide whether the step that is read is done, where it is to come. */
  readonly deciding: readonly SeenReading[];
  readonly prose: string;
  readonly question: RunQuestion | undefined;
  readonly expectation: LiveExpectation | undefined;
  /** What the fact that is waited for is now, as text. */
  readonly value: string | undefined;
  readonly trend: TrendView | undefined;
  readonly focused: boolean;
  readonly now: number;
}

/** Undefined: no run is shown. While frozen, the run goes on. */
export function selectRunPane(state: CockpitState): RunPaneView | undefined {
  const { run, question, view, duties, runbooks } = state;
  if (!run) return undefined;
  const owing = new Set(duties.filter((duty) => duty.run === run.run).map(({ step }) => step));
  const steps = run.steps.map((step, index) => ({ ...step, number: index + 1, owes: owing.has(step.id) }));
  const here = standsAt(run);
  const shownId = view.step ?? here;
  const elsewhere = shownId !== here;
  const prose = runbooks.find(({ id }) => id === run.runbook)?.prose[shownId ?? ""];
  const { expectation } = run;
  const shown = steps.find(({ id }) => id === shownId);
  return {
    run,
    mood: runMood(run, question),
    number: stepNumber(run),
    steps,
    shown,
    deciding: (shown?.when?.checks ?? []).flatMap((id) => own(state.checks, id)?.history.at(-1) ?? []),
    elsewhere,
    prose: prose ?? (shownId === run.current?.id ? (run.current?.prose ?? "") : ""),
    question,
    expectation,
    value: expectation && currentValue(state, expectation),
    trend: elsewhere ? undefined : expectation && selectDetail(state, expectation.check)?.trend,
    focused: view.focus === RUNBOOK,
    now: state.now,
  };
}

/** The first word of a simple test is the name of its fact. */
function currentValue({ checks }: CockpitState, { check, wanted }: LiveExpectation): string | undefined {
  const last = own(checks, check)?.history.at(-1);
  const fact = last?.outcome === "observed" ? own(last.facts, wanted.split(" ", 1)[0] ?? "") : undefined;
  return fact === undefined || typeof fact === "object" ? undefined : factText(fact);
}
