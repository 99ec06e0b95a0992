import { z } from "zod";
import type { Memory } from "../core/goal.ts";
import type { HoldSample } from "../core/hold.ts";
import type { Sample } from "../core/test-context.ts";

const time = z.number();
const nullableTime = z.number().nullable();
const truth = z.boolean().nullable();
const count = z.number().min(0);

const holdSchema = z.strictObject({
  truth,
  since: time,
  at: time,
  samples: count,
  exact: z.boolean(),
  lostAt: nullableTime,
  firedAt: nullableTime,
  resolvedAt: nullableTime,
});
export const memorySchema = z.strictObject({
  hold: holdSchema.optional(),
  tally: z.array(z.tuple([time, count, count, count])).optional(),
  tick: z.strictObject({ at: time, by: z.string() }).nullable().optional(),
});

/** A line about an alert or a goal: all of it, one sample, or a tick by a person (null: taken back). */
const watchedLine = z.union([
  z.strictObject({ v: z.literal(1), memory: memorySchema }),
  z.strictObject({ at: time, truth }),
  z.strictObject({ at: time, tick: z.string().nullable() }),
]);
export type WatchedLine = z.output<typeof watchedLine>;

/** Undefined for a line that is none, or one of a version to come. */
function watchedLineOf(line: unknown): WatchedLine | undefined {
  return watchedLine.safeParse(line).data;
}

/** ms since 1970; undefined for a line that is none, and for a memory that has no time in it. */
export function timeOfWatched(line: unknown): number | undefined {
  const known = watchedLineOf(line);
  if (!known || "at" in known) return known?.at;
  const { hold, tally, tick } = known.memory;
  return hold?.at ?? tally?.at(-1)?.[0] ?? tick?.at;
}

/** The memory after a line; `take` counts a sample. */
export function foldWatched(
  memory: Memory,
  line: unknown,
  take: (memory: Memory, sample: HoldSample) => Memory,
): Memory {
  const known = watchedLineOf(line);
  if (!known) return memory;
  if ("memory" in known) return known.memory as Memory;
  if ("truth" in known) return take(memory, known);
  return { ...memory, tick: known.tick === null ? null : { at: known.at, by: known.tick } };
}

/** Values of counters, oldest first, by name. */
export type Series = Readonly<Record<string, readonly Sample[]>>;

const value = z.number().nullable();
const seriesLine = z.union([
  z.strictObject({ v: z.literal(1), series: z.record(z.string(), z.array(z.tuple([time, value]))) }),
  z.strictObject({ at: time, values: z.record(z.string(), value) }),
]);

/** ms since 1970; undefined for a line that is none, 0 for a series without samples. */
export function timeOfSeries(line: unknown): number | undefined {
  const known = seriesLine.safeParse(line).data;
  if (!known || "at" in known) return known?.at;
  return Math.max(0, ...Object.values(known.series).flatMap((samples) => samples.at(-1)?.[0] ?? []));
}

/** The series after a line; `take` adds the values of one look. */
export function foldSeries(
  series: Series,
  line: unknown,
  take: (series: Series, at: number, values: Readonly<Record<string, number | null>>) => Series,
): Series {
  const known = seriesLine.safeParse(line).data;
  if (!known) return series;
  if ("at" in known) return take(series, known.at, known.values);
  const entries = Object.entries(known.series);
  return Object.fromEntries(
    entries.map(([name, samples]) => [name, samples.map(([at, seen]) => ({ at, value: seen }))]),
  );
}

/** The one line that says all of a series. */
export function wholeSeries(series: Series): object {
  const entries = Object.entries(series).map(([name, samples]) => [
    name,
    samples.map(({ at, value: seen }) => [at, seen]),
  ]);
  return { v: 1, series: Object.fromEntries(entries) };
}
