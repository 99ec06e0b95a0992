import type { Path } from "./document.ts";
import { problem } from "./explain.ts";
import type { Said } from "./merge.ts";
import type { ConfigProblem } from "./problem.ts";
import type { CheckSpec } from "./system-schema.ts";

/** A URL with a password that stands there itself. */
const PASSWORD = /^[a-z][\w+.-]*:\/\/[^\s/@:]*:(?!\$\{)[^\s/@]+@/i;

/** Passwords in what a check looks at: a file names secrets, and never holds one. The words do not repeat it. */
export function passwordProblems({ value, document, path }: Said<CheckSpec>): ConfigProblem[] {
  const hint = "put the URL into a variable, name that under secrets as ${env:NAME}, and write ${secrets.NAME}";
  return textsOf(value.with ?? {}, [...path, "with"])
    .filter(({ text }) => PASSWORD.test(text))
    .map((found) => problem(document, found.path, "a password stands in the file", hint));
}

function textsOf(value: unknown, path: Path): readonly { readonly text: string; readonly path: Path }[] {
  if (typeof value === "string") return [{ text: value, path }];
  if (typeof value !== "object" || value === null) return [];
  const entries = Array.isArray(value) ? value.map((item, index) => [index, item] as const) : Object.entries(value);
  return entries.flatMap(([key, item]) => textsOf(item, [...path, key]));
}
