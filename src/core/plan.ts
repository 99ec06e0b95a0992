import type { AlertLimits } from "./alert.ts";
import type { CheckKind, Effect } from "./check.ts";
import type { Growth } from "./growth-facts.ts";
import type { HoldLimits } from "./hold.ts";
import type { Rule } from "./judge.ts";
import type { Objective } from "./tally.ts";
import type { Test } from "./test.ts";

/** Where a rule or a check stands in its file, for people. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** A check bound to its target: everything the scheduler and the screen need, nothing they have to look up. */
export interface CheckPlan {
  /** `system/check`. */
  readonly id: string;
  readonly system: string;
  /** Two letters before each row of the system. */
  readonly tag: string;
  readonly title: string;
  readonly kind: CheckKind;
  readonly params: unknown;
  /** What a look strains; at most two looks at one target at a time. */
  readonly target: string;
  /** Requests that a look sends at most, by target; absent: one to `target`. */
  readonly requests?: Readonly<Record<string, number>>;
  readonly effect: Effect;
  readonly mode: "scheduled" | "on-demand";
  /** The check whose answer this one judges anew, without a look of its own. */
  readonly from?: string;
  /** Checks whose facts a look asks for: one of theirs that is under way is waited for. */
  readonly needs?: readonly string[];
  /** Picks one row of a table of `from`: columns and their values. */
  readonly pick?: Readonly<Record<string, string | number | boolean>>;
  /** Counters among the facts whose growth becomes facts, too. */
  readonly growth?: Growth;
  readonly everyMs: number;
  /** The least time between two looks by schedule and by hand; kept on disk. 0: none. */
  readonly floorMs: number;
  readonly onDemandFloorMs: number;
  readonly timeoutMs: number;
  readonly staleAfterMs: number;
  readonly panels: readonly string[];
  /** What to do when a look fails on its way to the target; for failures that say nothing themselves. */
  readonly whenFailed?: string;
  /** Words of a row; `{short}` by default. */
  readonly row: string;
  /** Fact in the value column, and its unit. */
  readonly value?: string;
  readonly unit?: string;
  /** Fact whose history is drawn, and the threshold line of its chart. */
  readonly trend?: string;
  readonly threshold?: number;
  /** What to do about it comes before rows that are ok. */
  readonly actionFirst?: true;
  readonly judge: readonly Rule[];
  readonly place: Place;
  /** Line of each rule in `place.file`. */
  readonly ruleLines: readonly number[];
}

/** What an alert and a goal have in common: a row of their own beside the checks. */
interface WatchedPlan {
  /** `system/alert:NAME` or `system/goal:NAME`: no check can have it. */
  readonly id: string;
  /** As the file names it. */
  readonly name: string;
  readonly system: string;
  readonly tag: string;
  readonly title: string;
  readonly panels: readonly string[];
  readonly place: Place;
}

/** A test that fires when it has held for its time. All times are divided by the pace. */
export interface AlertPlan extends WatchedPlan, AlertLimits {
  /** Whose facts `when` is about. */
  readonly checkId: string;
  readonly when: Test;
  readonly verdict: "warn" | "fail";
  /** What it means and what to do; `{name}` inserts a fact. */
  readonly say: string;
  readonly short?: string;
}

interface GoalBase extends WatchedPlan {
  readonly kind: "slo" | "exit" | "acceptance";
  /** Whose facts `when` is about; absent where it asks for verdicts only, or nothing. */
  readonly checkId?: string;
}

/** So many of our own probes must be good. Without `when` a probe is good when its verdict is ok. */
export interface SloPlan extends GoalBase, Objective {
  readonly kind: "slo";
  readonly checkId: string;
  readonly when?: Test;
}

/** Something that must be so, for a time, before an incident is over or a change is accepted. */
export interface HoldGoalPlan extends GoalBase, HoldLimits {
  readonly kind: "exit" | "acceptance";
  readonly by: "looks";
  readonly when: Test;
  /** The checks whose readings are its samples. */
  readonly checkIds: readonly string[];
}

/** Something that only a person can know, and ticks. */
export interface TickGoalPlan extends GoalBase {
  readonly kind: "exit" | "acceptance";
  readonly by: "operator";
  /** What the person looks at. */
  readonly say?: string;
  /** How long a tick stands: the next outage is not over because somebody saw the end of the last one. Recordings of before have none. */
  readonly keepMs?: number;
}

export type GoalPlan = SloPlan | HoldGoalPlan | TickGoalPlan;

/** One system as the screen knows it. */
export interface SystemPlan {
  readonly id: string;
  readonly title: string;
  readonly tag: string;
  readonly environment: string;
  readonly locked: boolean;
  /** Names of facts and columns whose values a presenting screen hides. */
  readonly hidden?: readonly string[];
  readonly budgets: readonly Budget[];
}

/** At most `requests` requests of looks to `target` in any `perMs`. */
export interface Budget {
  readonly target: string;
  readonly perMs: number;
  readonly requests: number;
}
