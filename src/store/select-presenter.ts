import { clockDuration } from "../core/duration.ts";
import type { Duty } from "../core/duty.ts";
import { type Counts, countRows } from "./select-counts.ts";
import { shownState } from "./select-look.ts";
import { allRows } from "./select-rows.ts";
import { type RunMood, runMood, stepNumber } from "./select-run.ts";
import { selectTroubles, type Trouble } from "./select-trouble.ts";
import type { CockpitState } from "./state.ts";

/** What is being done, for a room. */
export interface DoingView {
  readonly mood: RunMood;
  readonly title: string;
  /** From 1. */
  readonly number: number;
  readonly of: number;
  readonly step: string;
  /** What it waits for, or why it stands still. */
  readonly words: string;
  readonly since: number;
}

/** What a room has to know in five seconds. */
export interface PresenterView {
  readonly counts: Counts;
  readonly troubles: readonly Trouble[];
  readonly panels: Readonly<Record<string, Counts>>;
  readonly doing: DoingView | undefined;
  readonly duties: readonly Duty[];
  readonly now: number;
}

/** Of the chosen system; duties are of all, the one due first first. While frozen, run, duties and clock go on. */
export function selectPresenter(state: CockpitState): PresenterView {
  const shown = shownState(state);
  const { system } = state.view;
  const rows = allRows(shown).filter(({ plan }) => system === undefined || plan.system === system);
  const counted = state.panels.map(
    (id) => [id, countRows(rows.filter(({ plan }) => plan.panels.includes(id)))] as const,
  );
  return {
    counts: countRows(rows),
    troubles: selectTroubles(shown),
    panels: Object.fromEntries(counted),
    doing: doingOf(state),
    duties: state.duties.toSorted((a, b) => (a.dueBy ?? Number.MAX_VALUE) - (b.dueBy ?? Number.MAX_VALUE)),
    now: state.now,
  };
}

function doingOf({ run, question, now }: CockpitState): DoingView | undefined {
  if (!run) return undefined;
  const number = stepNumber(run);
  const step = run.steps[number - 1];
  return {
    mood: runMood(run, question),
    title: run.title,
    number,
    of: run.steps.length,
    step: step?.title ?? "begins",
    words: wordsOf({ run, question, now }),
    since: run.openedAt,
  };
}

function wordsOf({ run, question, now }: Pick<CockpitState, "run" | "question" | "now">): string {
  if (!run) return "";
  if (run.closed) return run.closed.reason ?? "";
  if (question?.kind === "failed") return question.reason;
  if (question) return question.kind === "manual" ? "a person does it by hand" : "a person must agree to the change";
  const { expectation, waitUntil, doing = "" } = run;
  if (expectation) {
    const { check, wanted, reading, deadline } = expectation;
    const seen = reading ? `; seen: ${reading.summary}` : "";
    return `waits for ${check}: ${wanted}, ${leftWords(deadline - now)}${seen}`;
  }
  return waitUntil === undefined ? doing : `waits, ${leftWords(waitUntil - now)}`;
}

/** In steps of five seconds, as ages are. */
function leftWords(ms: number): string {
  return ms < 0 ? "its time is over" : `${clockDuration(Math.floor(ms / 5000) * 5000)} left`;
}
