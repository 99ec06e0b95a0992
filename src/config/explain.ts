import type { z } from "zod";
import { nearest } from "../core/nearest.ts";
import type { Path, SourceDocument } from "./document.ts";
import { knownKeys } from "./known-keys.ts";
import type { ConfigProblem } from "./problem.ts";

const DURATIONS = [
  ...["every", "timeout", "floor", "on-demand-floor", "stale", "per", "over", "for", "hold"],
  ...["within", "cooldown", "due", "notBefore", "wait"],
];

type Issue = z.core.$ZodIssue;

/** Turns what zod found into problems with a place; with the schema it names the keys that were meant. Of a union's branches the one that fits best speaks. */
export function explain(
  issues: readonly Issue[],
  document: SourceDocument,
  base: Path,
  schema?: z.ZodType,
): ConfigProblem[] {
  const known = (path: Path): readonly string[] => (schema ? knownKeys(schema, path.slice(base.length)) : []);
  return issues.flatMap((issue) => explainOne(issue, document, [...base, ...cleanPath(issue.path)], known));
}

function cleanPath(path: readonly PropertyKey[]): (string | number)[] {
  return path.map((key) => (typeof key === "symbol" ? String(key) : key));
}

type Known = (path: Path) => readonly string[];

function explainOne(issue: Issue, document: SourceDocument, path: Path, known: Known): ConfigProblem[] {
  const branch = issue.code === "invalid_union" ? bestBranch(issue.errors) : undefined;
  if (branch) return branch.flatMap((one) => explainOne(one, document, [...path, ...cleanPath(one.path)], known));
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      ...problem(document, [...path, key], `unknown key "${key}"`, meantKey(key, known(path))),
      ...document.locate([...path, key], "key"),
    }));
  }
  const { message, hint } = wordsOf(issue, path);
  return [problem(document, path, message, hint)];
}

function meantKey(key: string, known: readonly string[]): string {
  if (known.includes(key)) return "remove it: it does not go with the other keys here";
  const meant = nearest(key, known);
  if (meant !== undefined) return `write ${meant}`;
  return known.length === 0 ? "remove it, or check its spelling" : `remove it; there are ${known.join(", ")}`;
}

const typeNames: Readonly<Record<string, string>> = {
  array: "a list: […]",
  object: "a mapping of keys",
  record: "a mapping of keys",
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

function wordsOf(issue: Issue, path: Path): { readonly message: string; readonly hint?: string } {
  const key = String(path.at(-1) ?? "the file");
  switch (issue.code) {
    case "invalid_value":
      return {
        message: "not one of the values that are known here",
        hint: `write ${issue.values.map(String).join(", ")}`,
      };
    case "too_small":
      return { message: `"${key}" is empty or too small`, hint: `give it at least ${issue.minimum}` };
    case "too_big":
      return { message: `"${key}" is too large`, hint: `give it at most ${issue.maximum}` };
    case "invalid_type":
      if (issue.message.includes("undefined"))
        return { message: `"${key}" is missing`, hint: `write ${typeNames[issue.expected] ?? issue.expected}` };
      if (DURATIONS.includes(key)) return { message: `"${key}" is a duration`, hint: "write 500ms, 20s, 5m, 1h or 7d" };
      return { message: `"${key}" has the wrong type`, hint: `write ${typeNames[issue.expected] ?? issue.expected}` };
    default: {
      const hint = issue.code === "custom" ? hintOf(issue.params) : {};
      return { message: typeof path.at(-1) === "string" ? `${key}: ${issue.message}` : issue.message, ...hint };
    }
  }
}

/** What a kind of check says to write instead. */
function hintOf(params: Readonly<Record<string, unknown>> | undefined): { readonly hint?: string } {
  return typeof params?.hint === "string" ? { hint: params.hint } : {};
}

/** The branch with the fewest unknown or missing keys at its top: the form that the writer most likely meant. */
function bestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const cost = (issues: readonly Issue[]): number =>
    issues.reduce((sum, issue) => {
      if (issue.path.length > 0 && !(issue.code === "invalid_type" && issue.message.includes("undefined")))
        return sum + 0.5;
      return sum + (issue.code === "unrecognized_keys" ? 2 * issue.keys.length : 2);
    }, 0);
  return branches.toSorted((a, b) => cost(a) - cost(b))[0];
}

/** A problem at a path of a document. */
export function problem(document: SourceDocument, path: Path, message: string, hint?: string): ConfigProblem {
  return {
    file: document.file,
    ...document.locate(path),
    path: path.join("."),
    message,
    ...(hint !== undefined && { hint }),
  };
}
