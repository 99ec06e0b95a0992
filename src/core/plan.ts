import type { CheckKind, Effect } from "./check.ts";
import type { Growth } from "./growth-facts.ts";
import type { Rule } from "./judge.ts";

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
  readonly effect: Effect;
  readonly mode: "scheduled" | "on-demand";
  /** The check whose answer this one judges anew, without a look of its own. */
  readonly from?: string;
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
  readonly judge: readonly Rule[];
  readonly place: Place;
  /** Line of each rule in `place.file`. */
  readonly ruleLines: readonly number[];
}

/** One system as the screen knows it. */
export interface SystemPlan {
  readonly id: string;
  readonly title: string;
  readonly tag: string;
  readonly environment: string;
  readonly locked: boolean;
  readonly budgets: readonly Budget[];
}

/** At most `requests` looks at `target` in `perMs`. */
export interface Budget {
  readonly target: string;
  readonly perMs: number;
  readonly requests: number;
}
