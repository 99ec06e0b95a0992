import type { Facts, Verdict } from "./reading.ts";

/** One past value of a fact; null where the look failed or the fact was no number. */
export interface Sample {
  readonly at: number;
  readonly value: number | null;
}

/** Everything a test may look at. Pure data but for two lookups. */
export interface TestContext {
  readonly facts: Facts;
  /** Why there are no facts: the look failed. Then every test about a fact is unknown, also whether it is missing. */
  readonly unread?: string;
  readonly now: number;
  /** Divides every window: 1, or more in the lab. */
  readonly pace: number;
  /** Past values of a fact, oldest first, the present one last. */
  readonly samples: (fact: string) => readonly Sample[];
  /** The longest time between two samples over which a counter's growth is still believed; any when absent. */
  readonly gapMs?: number;
  /** Another check's last fresh verdict, or undefined when there is none. */
  readonly verdictOf: (check: string) => Verdict | undefined;
  /** In a runbook: when a step ended, in ms since 1970; undefined when it has not. */
  readonly endOf?: (step: string) => number | undefined;
}
