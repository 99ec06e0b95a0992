import { RE2JS } from "re2js";
import { z } from "zod";

/** Longer text is cut before it is searched. */
const SEARCHED = 2000;
const compiled = new Map<string, RE2JS>();

/** The pattern is compiled once. Throws what RE2JS throws when it is none. */
function compile(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known) return known;
  const regexp = RE2JS.compile(pattern);
  compiled.set(pattern, regexp);
  return regexp;
}

/** Whether an RE2 pattern is found in the first 2,000 characters of a text, in linear time. */
export function isFound(pattern: string, text: string): boolean {
  return compile(pattern).matcher(text.slice(0, SEARCHED)).find();
}

/** What the first group of a pattern caught (the whole match when it has none), or null when it is not found. */
export function caught(pattern: string, text: string): string | null {
  const matcher = compile(pattern).matcher(text.slice(0, SEARCHED));
  if (!matcher.find()) return null;
  return (matcher.groupCount() > 0 ? matcher.group(1) : matcher.group()) ?? null;
}

/** Whether a pattern compiles; the message of the compiler when it does not. */
export function patternProblem(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A parameter that is an RE2 pattern. */
export const patternText = z
  .string()
  .min(1)
  .max(200)
  .refine((pattern) => patternProblem(pattern) === undefined, { error: "no pattern in RE2 syntax" })
  .meta({ description: "A regular expression in RE2 syntax, matched in linear time." });
