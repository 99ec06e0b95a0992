import { parseDuration, shortDuration } from "./duration.ts";
import type { Facts, TableRow } from "./reading.ts";
import type { Sample, TestContext } from "./test-context.ts";

/** How fast counters grow, and which of them grows fastest. */
export interface Growth {
  /** Name of the result: the fact that counts. */
  readonly of: Readonly<Record<string, string>>;
  /** Duration text. */
  readonly over: string;
  /** Names that are never the dominant one while another grows: what follows from a cause is not the cause. */
  readonly neverFirst: readonly string[];
}

/** The facts that `growthFacts` adds. */
export function growthFactNames(growth: Growth): string[] {
  return [...Object.keys(growth.of).map(perMinute), "dominant", "dominantPerMinute", "causes", "covered", "watched"];
}

/**
 * Facts: `<name>PerMinute` for each counter, `dominant` (the name that grows fastest, or "none"), `dominantPerMinute`,
 * `causes` (rows `cause`, `perMinute`, `total`, fastest first), `covered` (whether the whole window was seen) and `watched`
 * (for how long, as text). The counters live and die together: when one of them falls, all start anew, and nothing that was
 * counted before is read as growth. With fewer than two samples the numbers and `dominant` are null.
 */
export function growthFacts(growth: Growth, context: Omit<TestContext, "facts" | "verdictOf">): Facts {
  const overMs = (parseDuration(growth.over) ?? 0) / context.pace;
  const counters = Object.entries(growth.of).map(([cause, fact]) => ({ cause, samples: known(context.samples(fact)) }));
  const since = Math.max(0, ...counters.map(({ samples }) => lifeOf(samples)));
  const grown = counters.map(({ cause, samples }) => ({ cause, ...grownSince(samples, since, context.now - overMs) }));
  const spanMs = Math.min(...grown.map((one) => one.spanMs));
  const perMinuteOf = (delta: number, ms: number): number => round(((delta / ms) * 60_000) / context.pace);
  const rows = grown
    .map(({ cause, delta, total, spanMs: ms }) => ({ cause, perMinute: ms > 0 ? perMinuteOf(delta, ms) : null, total }))
    .sort((a, b) => rank(a, growth) - rank(b, growth) || (b.perMinute ?? 0) - (a.perMinute ?? 0));
  return {
    ...Object.fromEntries(rows.map((row) => [perMinute(row.cause), row.perMinute])),
    ...dominantOf(rows, spanMs > 0),
    causes: { rows: rows as readonly TableRow[], rowCount: rows.length, truncated: false },
    covered: spanMs >= overMs,
    watched: shortDuration(spanMs * context.pace),
  };
}

interface Known {
  readonly at: number;
  readonly value: number;
}

interface CauseRow {
  readonly cause: string;
  readonly perMinute: number | null;
  readonly total: number | null;
}

function perMinute(name: string): string {
  return `${name}PerMinute`;
}

function known(samples: readonly Sample[]): Known[] {
  return samples.filter((sample): sample is Known => typeof sample.value === "number");
}

/** When the present life of a counter began to be seen: after the last fall. */
function lifeOf(samples: readonly Known[]): number {
  const fell = samples.findLastIndex((sample, index) => index > 0 && sample.value < (samples[index - 1]?.value ?? 0));
  return fell < 0 ? 0 : (samples[fell]?.at ?? 0);
}

/** From the last sample at or before the window's begin, or the first one in it, to the newest. */
function grownSince(samples: readonly Known[], since: number, from: number) {
  const life = samples.filter(({ at }) => at >= since);
  const before = life.findLastIndex(({ at }) => at <= from);
  const first = life[Math.max(0, before)];
  const last = life.at(-1);
  if (!first || !last) return { delta: 0, total: null, spanMs: 0 };
  return { delta: last.value - first.value, total: last.value, spanMs: last.at - first.at };
}

/** What grows comes first, but for what only follows from another; what stands still comes last. */
function rank({ cause, perMinute: rate }: CauseRow, { neverFirst }: Growth): number {
  if (rate === null || rate <= 0) return 2;
  return neverFirst.includes(cause) ? 1 : 0;
}

function dominantOf(rows: readonly CauseRow[], seen: boolean): Facts {
  if (!seen) return { dominant: null, dominantPerMinute: null };
  const [first] = rows;
  if (!first || (first.perMinute ?? 0) <= 0) return { dominant: "none", dominantPerMinute: 0 };
  return { dominant: first.cause, dominantPerMinute: first.perMinute };
}

function round(rate: number): number {
  return rate >= 10 ? Math.round(rate) : Math.round(rate * 10) / 10;
}
