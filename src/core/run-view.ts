import type { Tier } from "./action.ts";
import type { Verdict } from "./reading.ts";

export type StepStatus = "pending" | "running" | "passed" | "failed" | "skipped" | "overridden";

/** What a look saw. `at` is ms since 1970. */
export interface SeenReading {
  readonly at: number;
  readonly verdict: Verdict;
  readonly summary: string;
}

/** One step as a list shows it. Times are ms since 1970. */
export interface StepView {
  readonly id: string;
  readonly title: string;
  readonly type: "check" | "expect" | "wait" | "manual" | "action" | "restore" | "stop";
  readonly tier?: Tier;
  readonly status: StepStatus;
  /** Why it failed, was skipped or overridden; of one that passed, what it says of itself. */
  readonly reason?: string;
  /** Of a step to come that is not always done: the test in words, and the whole ids of the checks whose verdicts decide. */
  readonly when?: { readonly words: string; readonly checks: readonly string[] };
  /** The whole id of the check that it looks at. */
  readonly check?: string;
  /** The reading that the step kept last. */
  readonly seen?: SeenReading;
  readonly startedAt?: number;
  readonly endedAt?: number;
}

/** An expectation while it is waited for. */
export interface LiveExpectation {
  readonly check: string;
  /** Which of several proofs it is, from 1; absent for the only one. */
  readonly part?: { readonly number: number; readonly of: number };
  /** The test in words: `failures ≥ 1`. */
  readonly wanted: string;
  readonly state: "met" | "not-met" | "unknown";
  /** Why it cannot be told. */
  readonly why?: string;
  /** The reading that was judged last. */
  readonly reading?: SeenReading;
  readonly deadline: number;
  readonly nextLookAt?: number;
  /** Since when it has been met, and for how long it must be. */
  readonly heldSince?: number;
  readonly holdMs: number;
}

/** A run as the screen shows it: plain data, replaced whole at every change. */
export interface RunView {
  readonly run: string;
  readonly incident: string;
  readonly runbook: string;
  readonly title: string;
  readonly system: string;
  readonly environment: string;
  readonly openedAt: number;
  readonly steps: readonly StepView[];
  /** The step that runs or has stopped, with the Markdown that stands before it. */
  readonly current?: { readonly id: string; readonly prose: string };
  /** What it does right now, in a few words: `waits for the deployment`. */
  readonly doing?: string;
  readonly expectation?: LiveExpectation;
  readonly waitUntil?: number;
  readonly closed?: { readonly result: "done" | "failed" | "aborted"; readonly reason?: string };
}
