import type { JournalEntry } from "./entry.ts";
import { decodeLine, type ReadLine } from "./line.ts";

const NEWLINE = 0x0a;

/** A journal as its bytes tell it. Nothing in it is thrown away unsaid. */
export interface ReadJournal {
  readonly entries: readonly JournalEntry[];
  /** Duties that a damaged line names without ending them: they may be open. */
  readonly doubtful: readonly string[];
  /** What is wrong, each with its line number. */
  readonly problems: readonly string[];
  /** A last line without its end: its writer died before it was on disk, so nothing was sent for it. */
  readonly torn: boolean;
  /** Bytes up to the end of the last whole line. */
  readonly wholeBytes: number;
  /** The highest sequence number that was given. */
  readonly lastSeq: number;
}

/** Whole lines only: a torn end is `torn`, and no problem. A damaged line is a problem, and the lines after it are read. */
export function readJournal(bytes: Buffer): ReadJournal {
  const wholeBytes = bytes.lastIndexOf(NEWLINE) + 1;
  const lines = bytes.subarray(0, wholeBytes).toString("utf8").split("\n").slice(0, -1).map(decodeLine);
  return {
    entries: lines.flatMap((line) => ("entry" in line ? [line.entry] : [])),
    doubtful: lines.flatMap(doubtfulDuty),
    problems: [...lines.flatMap((line, index) => problemOf(line, index + 1)), ...gaps(lines)],
    torn: wholeBytes < bytes.length,
    wholeBytes,
    lastSeq: lines.reduce((last, line) => Math.max(last, seqOf(line) ?? 0), lines.length),
  };
}

function problemOf(line: ReadLine, number: number): readonly string[] {
  return "problem" in line ? [`line ${number} ${line.problem}`] : [];
}

/** A damaged end of a duty is not believed; a damaged beginning is feared. */
function doubtfulDuty(line: ReadLine): readonly string[] {
  if (!("problem" in line)) return [];
  const duty = line.suspect?.duty;
  const ended = ["duty.discharged", "duty.waived"].includes(String(line.suspect?.type));
  return typeof duty === "string" && duty !== "" && !ended ? [duty] : [];
}

function seqOf(line: ReadLine): number | undefined {
  if ("entry" in line) return line.entry.seq;
  return "later" in line ? line.later.seq : undefined;
}

/** Lines that were taken out, or put in twice. */
function gaps(lines: readonly ReadLine[]): readonly string[] {
  let expected = 1;
  return lines.flatMap((line, index) => {
    const seq = seqOf(line) ?? expected;
    const problem = seq === expected ? [] : [`line ${index + 1} is number ${seq} where ${expected} was due`];
    expected = seq + 1;
    return problem;
  });
}
