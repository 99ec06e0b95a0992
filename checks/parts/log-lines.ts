import { timeOf } from "../../src/core/evaluate.ts";
import { scalarOf } from "../../src/core/facts.ts";
import { atPointer } from "../../src/core/json-pointer.ts";
import type { Scalar } from "../../src/core/reading.ts";
import { isRecord } from "./record.ts";

export interface LogLine {
  /** The object that the line is; undefined for a line of a crash dump or another stray one. */
  readonly entry: Readonly<Record<string, unknown>> | undefined;
  readonly raw: string;
  /**
   * ms since 1970; of a stray line the time of what was written next, so that the dump of a process that was silent for long
   * does not look old. Undefined when that is not known.
   */
  readonly at: number | undefined;
}

/** Where loggers put the time: pino, many, the app's own. */
const TIMES = ["/time", "/timestamp", "/ts"] as const;

/** Reads NDJSON with stray lines between. Empty lines are left out. `endAt`: when the last of it was written. */
export function parseLog(text: string, time?: string, endAt?: number): LogLine[] {
  const lines: LogLine[] = [];
  let at = endAt;
  for (const raw of text.split(/\r?\n/).toReversed()) {
    if (raw.trim() === "") continue;
    const entry = entryOf(raw);
    at = (entry && entryTime(entry, time)) ?? at;
    lines.push({ entry, raw, at });
  }
  return lines.reverse();
}

function entryOf(raw: string): LogLine["entry"] {
  if (!/^\s*\{/.test(raw)) return undefined;
  try {
    const value: unknown = JSON.parse(raw);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function entryTime(entry: NonNullable<LogLine["entry"]>, time: string | undefined): number | undefined {
  for (const pointer of time === undefined ? TIMES : [time]) {
    const at = timeOf(scalarOf(atPointer(entry, pointer)));
    if (at !== undefined) return at;
  }
  return undefined;
}

/** What is searched: what stands at `at`; by default the message of an entry, or the whole line. */
export function searchedText({ entry, raw }: LogLine, at: string | undefined): string | undefined {
  if (at === undefined) {
    const message = entry && (entry.msg ?? entry.message);
    return typeof message === "string" ? message : raw;
  }
  const value: Scalar = entry === undefined ? null : scalarOf(atPointer(entry, at));
  return value === null ? undefined : String(value);
}
