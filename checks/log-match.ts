import { z } from "zod";
import { defineCheck } from "../src/core/check.ts";
import { tame } from "../src/core/hostile-text.ts";
import { logParam } from "../src/core/named.ts";
import { durationMs, targetName } from "../src/core/params.ts";
import { isFound, patternText } from "../src/core/pattern.ts";
import type { Facts, Scalar } from "../src/core/reading.ts";
import * as http from "./parts/http-params.ts";
import { type LogLine, parseLog, searchedText } from "./parts/log-lines.ts";
import { masked } from "./parts/mask.ts";
import { oneSource } from "./parts/one-source.ts";
import { logTakesMs, readLog } from "./parts/read-log.ts";
import { safePointers } from "./parts/safe-params.ts";
import { takeScalars } from "./parts/take.ts";

const SHOWN = 300;
const FIXED = { lines: 0, unparsed: 0, newestAt: 0, covered: 0 };

const pattern = z.strictObject({
  matches: patternText,
  at: http.pointer
    .optional()
    .meta({ description: "What is searched. Default: /msg or /message, else the whole line." }),
  take: safePointers.default({}).meta({ description: "Facts by pointer into the last line that fits." }),
  window: durationMs.optional().meta({ description: "How far back its lines count. Default: the window of all." }),
});
type Pattern = z.output<typeof pattern>;

const params = z
  .strictObject({
    log: logParam,
    window: durationMs.meta({ description: "How far back lines count, such as 15m." }),
    time: http.pointer
      .optional()
      .meta({ description: "Where the time of a line is. Default: /time, /timestamp or /ts." }),
    "max-bytes": z
      .int()
      .min(1024)
      .max(32 * 1024 * 1024)
      .default(1024 * 1024)
      .meta({ description: "How much of the end of the log is read, in bytes." }),
    patterns: z
      .record(http.factName, pattern)
      .refine((patterns) => Object.keys(patterns).length > 0, "name at least one pattern")
      .meta({ description: "Fact: the pattern whose lines it counts." }),
  })
  .superRefine(oneSource((p) => factGroups(p.patterns)));
/**
 * Searches the newest part of a log: a file, what a command prints, or what an address streams, as NDJSON with crash dumps
 * and stray lines between. Facts of each pattern F, over its window: `F` (how many lines; null when none was found
 * and not all of the window was read), `FLastAt` (ISO or null), `FLast` (the text that fitted, or null) and those of its
 * `take`. Facts of the log: `lines` (in the window), `unparsed` (of those that are no JSON object), `newestAt` (ISO or
 * null), `covered` (whether all of the window was read). Failures: `config` for a file or a program that is not there,
 * `timeout`, and those of the network.
 */
export const logMatch = defineCheck({
  kind: "log-match",
  title: "Log",
  params,
  names: { log: "logs" },
  local: ({ log }) => !("url" in log),
  target: ({ log }) => ("url" in log ? targetName(log.url) : log.name),
  takesMs: ({ log }) => logTakesMs(log),
  needsEffect: ({ log }) => "command" in log,
  facts: (p) => factGroups(p.patterns).flatMap(Object.keys),
  async run(context, signal) {
    const { params: p, clock, pace, trace } = context;
    const { text, cut, endAt } = await readLog(p.log, p["max-bytes"], context, signal);
    const all = parseLog(text, p.time, endAt);
    const oldest = all.find(({ at }) => at !== undefined)?.at;
    const within = (window: number): Read => {
      const since = clock.now() - window / pace;
      const covered = oldest === undefined ? all.length === 0 : !cut || oldest < since;
      return { lines: all.filter(({ at }) => at === undefined || at >= since), covered };
    };
    const { lines: recent, covered } = within(p.window);
    trace(`${recent.length} lines of ${all.length} that were read of ${p.log.name} are in the window`);
    const newest = all.findLast(({ entry, at }) => entry !== undefined && at !== undefined)?.at;
    return {
      ...Object.assign(
        {},
        ...Object.entries(p.patterns).map(([fact, one]) => found(fact, one, within(one.window ?? p.window))),
      ),
      lines: recent.length,
      unparsed: recent.filter(({ entry }) => entry === undefined).length,
      newestAt: iso(newest),
      covered,
    };
  },
});

/** The lines of one window, and whether all of it was read. */
interface Read {
  readonly lines: readonly LogLine[];
  readonly covered: boolean;
}

function found(fact: string, { matches, at, take }: Pattern, { lines, covered }: Read): Facts {
  const fitting = lines.flatMap((line) => {
    const text = searchedText(line, at);
    return text !== undefined && isFound(matches, text) ? [{ line, text }] : [];
  });
  const last = fitting.at(-1);
  return {
    [fact]: fitting.length === 0 && !covered ? null : fitting.length,
    [`${fact}LastAt`]: iso(last?.line.at),
    [`${fact}Last`]: last ? tame(masked(last.text), SHOWN) : null,
    ...takeScalars(last?.line.entry, take),
  };
}

function iso(at: number | undefined): Scalar {
  return at === undefined || Math.abs(at) > 8.64e15 ? null : new Date(at).toISOString();
}

/** The names of all facts, in groups that must not share one. */
function factGroups(patterns: Readonly<Record<string, Pattern>>): Record<string, unknown>[] {
  return [
    FIXED,
    ...Object.entries(patterns).flatMap(([fact, { take }]) => [
      { [fact]: 0, [`${fact}LastAt`]: 0, [`${fact}Last`]: 0 },
      take,
    ]),
  ];
}
