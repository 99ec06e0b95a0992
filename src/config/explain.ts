import type { z } from "zod";
import type { Path, SourceDocument } from "./document.ts";
import type { ConfigProblem } from "./problem.ts";

const DURATIONS = [
  ...["every", "timeout", "floor", "on-demand-floor", "stale", "per", "over", "for", "hold"],
  ...["within", "cooldown", "due", "notBefore", "wait"],
];

type Issue = z.core.$ZodIssue;

/** Turns what zod found into problems with a place. Of a union's branches the one that fits best speaks. */
export function explain(issues: readonly Issue[], document: SourceDocument, base: Path): ConfigProblem[] {
  return issues.flatMap((issue) => explainOne(issue, document, [...base, ...cleanPath(issue.path)]));
}

function cleanPath(path: readonly PropertyKey[]): (string | number)[] {
  return path.map((key) => (typeof key === "symbol" ? String(key) : key));
}

function explainOne(issue: Issue, document: SourceDocument, path: Path): ConfigProblem[] {
  const branch = issue.code === "invalid_union" ? bestBranch(issue.errors) : undefined;
  if (branch) return explain(branch, document, path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      ...problem(document, [...path, key], `unknown key "${key}"`, "remove it, or check its spelling"),
      ...document.locate([...path, key], "key"),
    }));
  }
  const { message, hint } = wordsOf(issue, path);
  return [problem(document, path, message, hint)];
}

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
    case "invalid_type":
      if (issue.message.includes("undefined"))
        return { message: `"${key}" is missing`, hint: `write a ${issue.expected}` };
      if (DURATIONS.includes(key)) return { message: `"${key}" is a duration`, hint: "write 500ms, 20s, 5m, 1h or 7d" };
      return {
        message: `wrong type: ${issue.message.replace("Invalid input: ", "")}`,
        hint: `write a ${issue.expected}`,
      };
    case "custom":
      return { message: `${key}: ${issue.message}`, ...hintOf(issue.params) };
    default:
      return { message: typeof path.at(-1) === "string" ? `${key}: ${issue.message}` : issue.message };
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
