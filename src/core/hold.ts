/** One look at a test: whether it held; null where it could not be told. */
export interface HoldSample {
  /** Wall clock in ms since 1970. */
  readonly at: number;
  readonly truth: boolean | null;
}

/** For how long a test must hold, and what may lie between two samples. */
export interface HoldLimits {
  readonly forMs: number;
  /** At least so many samples in the hold. */
  readonly samples: number;
  /** The longest time between two samples that is no gap. */
  readonly gapMs: number;
}

/** What is remembered of a test over time. Small and plain, so that it survives a restart. */
export interface Hold {
  /** What the last sample said. */
  readonly truth: boolean | null;
  /** First and last sample of the unbroken run that said so, and how many there are. */
  readonly since: number;
  readonly at: number;
  readonly samples: number;
  /** The sample before the run said the opposite, so that nothing is hidden before its start. */
  readonly exact: boolean;
  /** Since when it is not known what was so: the start of a gap, of unknown samples or of all we saw. null: it is known. */
  readonly lostAt: number | null;
  /** When it had held for its time; null once a sample said that it does not hold any more. */
  readonly firedAt: number | null;
  /** When a sample first said that what had fired does not hold any more. */
  readonly resolvedAt: number | null;
}

/** Whether the last run is long enough. */
export function isHeld({ truth, since, at, samples }: Hold, limits: HoldLimits): boolean {
  return truth === true && at - since >= limits.forMs && samples >= limits.samples;
}

/**
 * Takes one more sample. A gap, a clock that was set back or an unknown sample ends the run: what was so in between is
 * not known, and the hold starts anew. A sample of the time of the last one is the same look seen twice.
 */
export function held(before: Hold | undefined, sample: HoldSample, limits: HoldLimits): Hold {
  if (before?.at === sample.at) return before;
  const broken = before === undefined || sample.at < before.at || sample.at - before.at > limits.gapMs;
  const run = broken || before.truth !== sample.truth ? begin(before, sample, broken) : extend(before, sample);
  return isHeld(run, limits) ? { ...run, firedAt: run.firedAt ?? sample.at, lostAt: null } : run;
}

function extend(before: Hold, { at }: HoldSample): Hold {
  return { ...before, at, samples: before.samples + 1 };
}

function begin(before: Hold | undefined, { at, truth }: HoldSample, broken: boolean): Hold {
  const exact = !broken && typeof before?.truth === "boolean";
  const run = { truth, since: at, at, samples: 1, exact };
  const firedAt = before?.firedAt ?? null;
  if (truth === false) return { ...run, lostAt: null, firedAt: null, resolvedAt: firedAt === null ? null : at };
  const lostAt = exact && truth === true ? null : (before?.lostAt ?? (broken ? Math.min(before?.at ?? at, at) : at));
  return { ...run, lostAt, firedAt, resolvedAt: null };
}
