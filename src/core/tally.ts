import type { HoldSample } from "./hold.ts";

/** Probes of one stretch of time: when it starts, how many were good, bad, could not be told. */
export type Bucket = readonly [start: number, good: number, bad: number, unknown: number];

/** Probes over a window, oldest bucket first, at most BUCKETS + 1 long. */
export type Tally = readonly Bucket[];

const BUCKETS = 240;
/** Of the buckets of the window, so many must have a probe that told something before the objective is judged. */
const ENOUGH_COVERED = 0.9;

export interface Objective {
  /** The part of the probes that must be good, such as 0.995. */
  readonly target: number;
  readonly overMs: number;
  /** The time between two probes by plan. */
  readonly everyMs: number;
}

export interface Standing {
  /** null until enough of the window is covered, unless the budget is burned already. */
  readonly met: boolean | null;
  readonly good: number;
  readonly bad: number;
  readonly unknown: number;
  /** 0…1 of the window. */
  readonly covered: number;
  /** The part of the error budget that is used up; above 1 the objective is missed. Infinity where there is no budget. */
  readonly burned: number;
}

/** Counts one more probe and forgets what has left the window. A probe from before the last bucket is counted there. */
export function counted(tally: Tally, { at, truth }: HoldSample, overMs: number): Tally {
  const size = overMs / BUCKETS;
  const start = Math.floor(at / size) * size;
  const kept = tally.filter(([from]) => from > at - overMs && from <= start);
  const last = kept.at(-1);
  const [, good = 0, bad = 0, unknown = 0] = last?.[0] === start ? last : [];
  const bucket: Bucket = [
    start,
    good + (truth === true ? 1 : 0),
    bad + (truth === false ? 1 : 0),
    unknown + (truth === null ? 1 : 0),
  ];
  return [...(last?.[0] === start ? kept.slice(0, -1) : kept), bucket];
}

/**
 * Where an objective stands: good of good and bad; what could not be told counts for neither. While the window is not
 * covered, the budget is that of a whole window of probes, so that it is burned only when it is burned for sure.
 */
export function standing(tally: Tally, { target, overMs, everyMs }: Objective, now: number): Standing {
  const recent = tally.filter(([start]) => start > now - overMs && start <= now);
  const sum = (column: 1 | 2 | 3): number => recent.reduce((total, bucket) => total + bucket[column], 0);
  const [good, bad, unknown] = [sum(1), sum(2), sum(3)];
  const known = recent.filter(([, goods, bads]) => goods + bads > 0).length;
  const covered = Math.min(1, known / Math.min(BUCKETS, Math.max(1, overMs / everyMs)));
  const whole = covered >= ENOUGH_COVERED;
  const probes = whole ? good + bad : Math.max(good + bad, overMs / everyMs);
  const budget = (1 - target) * probes;
  // The parts of a target have no exact binary form: 4 of a budget of 4 is all of it and not more.
  const burned = bad === 0 ? 0 : budget > 1e-9 ? Math.round((bad / budget) * 1e9) / 1e9 : Infinity;
  const met = burned > 1 ? false : whole ? true : null;
  return { met, good, bad, unknown, covered, burned };
}
