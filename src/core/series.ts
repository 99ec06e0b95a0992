import type { Sample } from "./test-context.ts";

/** A window keeps at most about this many samples; between two of them nothing but steady growth is left out. */
const SAMPLES = 500;
const MOST = 5000;

export interface SeriesLimits {
  /** The longest window that a test looks back over. */
  readonly windowMs: number;
  /** The longest time between two samples that is no gap. */
  readonly gapMs: number;
}

/**
 * A counter's past values, oldest first, with one more: what has left the window goes, but for the one sample that
 * covers its start. A clock that was set back takes what it makes future away.
 */
export function lengthened(series: readonly Sample[], sample: Sample, limits: SeriesLimits): readonly Sample[] {
  const { windowMs, gapMs } = limits;
  const spacing = Math.min(windowMs / SAMPLES, gapMs / 2);
  const past = series.filter(({ at }) => at < sample.at);
  const start = past.findLastIndex(({ at, value }) => value !== null && at <= sample.at - windowMs);
  const kept = [...(start > 0 ? past.slice(start) : past)];
  const [before, last] = [kept.at(-2), kept.at(-1)];
  if (before && last && sample.at - before.at < spacing && isSteady(before, last, sample)) kept.pop();
  return [...kept, sample].slice(-MOST);
}

/** The one in the middle says nothing that its neighbours do not. */
function isSteady(before: Sample, { value }: Sample, after: Sample): boolean {
  if (value === null || before.value === null || after.value === null) return value === before.value;
  return before.value <= value && value <= after.value;
}
