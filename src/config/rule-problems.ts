import { patternProblem } from "../core/pattern.ts";
import type { Test } from "../core/test.ts";
import { leaves } from "../core/test-parts.ts";
import { problem } from "./explain.ts";
import type { MergedSystem, Said } from "./merge.ts";
import type { ConfigProblem } from "./problem.ts";
import type { CheckSpec } from "./system-schema.ts";

/** What the schema cannot see in the rules of a check: patterns that do not compile, verdicts of checks that are not there. */
export function testProblems(said: Said<CheckSpec>, system: MergedSystem): ConfigProblem[] {
  return said.value.judge.flatMap((rule, index) => {
    const path = [...said.path, "judge", index, "when"];
    return mistakesOf(rule.when, { document: said.document, path }, system);
  });
}

/** The same for one test at its place. */
export function mistakesOf(
  test: Test,
  { document, path }: Pick<Said<unknown>, "document" | "path">,
  system: MergedSystem,
): ConfigProblem[] {
  return leaves(test).flatMap((leaf) => {
    const wrong = wrongWith(leaf, system);
    return wrong ? [problem(document, path, wrong.message, wrong.hint)] : [];
  });
}

function wrongWith(test: Test, system: MergedSystem): { readonly message: string; readonly hint: string } | undefined {
  if ("verdict" in test && !system.checks.has(test.verdict)) {
    return {
      message: `no check "${test.verdict}" in this system`,
      hint: `write one of ${[...system.checks.keys()].join(", ")}`,
    };
  }
  if ("newer-than-step" in test) {
    return { message: "newer-than-step belongs to a runbook", hint: "write younger-than with a duration" };
  }
  return patternMistake(test);
}

/** A pattern that RE2 does not take. */
export function patternMistake(test: Test): { readonly message: string; readonly hint: string } | undefined {
  if ("matches" in test && typeof test.matches === "string") {
    const wrong = patternProblem(test.matches);
    if (wrong !== undefined) return { message: `"${test.matches}" is no pattern: ${wrong}`, hint: "write RE2 syntax" };
  }
  return undefined;
}
