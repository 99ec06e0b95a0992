import { crc32 } from "node:zlib";
import { entryProblem, isKnown, type JournalEntry, type UnknownEntry } from "./entry.ts";

/** A line without its end: JSON, whose last member is the CRC-32 of the JSON without it, in eight hex digits. */
export function encodeLine(entry: JournalEntry): string {
  const bare = JSON.stringify(entry);
  return `${bare.slice(0, -1)},"crc":"${crcOf(bare)}"}`;
}

/**
 * A line as it was read. `suspect` holds what a line says whose sum or shape is wrong: what it says may be feared, such
 * as an armed duty, and is never relied on.
 */
export type ReadLine =
  | { readonly entry: JournalEntry }
  | { readonly later: UnknownEntry }
  | { readonly problem: string; readonly suspect: Readonly<Record<string, unknown>> | undefined };

/** Never throws: what is wrong with a line is its `problem`. */
export function decodeLine(line: string): ReadLine {
  const value = parse(line);
  if (value === undefined) return { problem: "is not JSON", suspect: undefined };
  const sum = /,"crc":"([0-9a-f]{8})"\}$/.exec(line);
  if (!sum || crcOf(`${line.slice(0, sum.index)}}`) !== sum[1]) return { problem: "has a wrong sum", suspect: value };
  const { crc: _, ...entry } = value;
  if (!hasType(entry)) return { problem: "has no type", suspect: value };
  const problem = entryProblem(entry);
  if (problem !== undefined) return { problem, suspect: value };
  return isKnown(entry) ? { entry } : { later: entry as unknown as UnknownEntry };
}

function crcOf(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function hasType(value: Record<string, unknown>): value is Record<string, unknown> & { type: string } {
  return typeof value.type === "string";
}
