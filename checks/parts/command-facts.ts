import { CheckError } from "../../src/core/check-error.ts";
import type { ProgramEnded } from "../../src/core/clients.ts";
import { tame } from "../../src/core/hostile-text.ts";
import { caught } from "../../src/core/pattern.ts";
import type { Scalar } from "../../src/core/reading.ts";
import { jsonIn } from "./json-in.ts";
import { parseKeys, takeKeys } from "./key-values.ts";
import { masked } from "./mask.ts";
import { takeScalars } from "./take.ts";

interface Asked {
  readonly format: "text" | "json" | "keys";
  readonly take: Readonly<Record<string, string>>;
  readonly patterns: Readonly<Record<string, string>>;
}

/**
 * Facts of what a program printed: by key or pointer from stdout, by pattern from both, line by line. What prints no
 * JSON though it should is a `parse` failure, unless a pattern caught why.
 */
export function printedFacts(ended: ProgramEnded, { format, take, patterns }: Asked): Record<string, Scalar> {
  const { stdout, stderr } = ended;
  const found = caughtFacts(`${stdout}\n${stderr}`, patterns);
  if (format === "keys") return { ...takeKeys(parseKeys(stdout), take), ...found };
  const value = Object.keys(take).length === 0 ? null : jsonIn(stdout);
  if (value === undefined && Object.values(found).every((text) => text === null)) {
    const words = tame(masked(stdout.trim()), 60) || lastWords(ended) || "nothing at all";
    throw new CheckError("parse", `no JSON was printed, but ${words}`);
  }
  return { ...takeScalars(value, take), ...found };
}

function caughtFacts(text: string, patterns: Asked["patterns"]): Record<string, Scalar> {
  const lines = text.split(/\r?\n/).toReversed();
  const last = (pattern: string): string | null => {
    for (const line of lines) {
      const found = caught(pattern, line);
      if (found !== null) return tame(masked(found), 500);
    }
    return null;
  };
  return Object.fromEntries(Object.entries(patterns).map(([fact, pattern]) => [fact, last(pattern)]));
}

/** What a program said last, for people. */
export function lastWords({ stdout, stderr }: ProgramEnded): string {
  const said = stderr.trim() || stdout.trim();
  return tame(masked(said.split("\n").at(-1) ?? ""), 160);
}
