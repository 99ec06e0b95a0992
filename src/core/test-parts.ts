import { parseDuration } from "./duration.ts";
import type { Test } from "./test.ts";

/** The tests that a test is made of, those over the rows of a table included. */
export function leaves(test: Test): Test[] {
  const inner: Test[] = [];
  if ("not" in test) inner.push(test.not);
  for (const part of ["all", "any", "none", "count"] as const) {
    const held = (test as Readonly<Record<string, unknown>>)[part];
    if (Array.isArray(held)) inner.push(...(held as Test[]));
    else if (typeof held === "object" && held !== null) inner.push(held as Test);
  }
  return inner.length === 0 ? [test] : inner.flatMap(leaves);
}

/** The facts that a test looks at. What is tested inside a table are its columns, not facts. */
export function factsOf(test: Test): string[] {
  if ("table" in test) return [test.table];
  if ("all" in test) return test.all.flatMap(factsOf);
  if ("any" in test) return test.any.flatMap(factsOf);
  if ("not" in test) return factsOf(test.not);
  if ("fact" in test) return [test.fact];
  if ("ratio" in test) return [...test.ratio];
  if ("rate" in test) return [test.rate];
  return "flat" in test ? [test.flat] : [];
}

/** The checks whose verdicts a test asks for, without their system. */
export function verdictsOf(test: Test): string[] {
  return leaves(test).flatMap((leaf) => ("verdict" in leaf ? [leaf.verdict] : []));
}

/** The counters whose growth a test looks at, each with its longest window in ms. */
export function windowsOf(tests: readonly Test[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const leaf of tests.flatMap(leaves)) {
    const counter = "rate" in leaf ? leaf.rate : "flat" in leaf ? leaf.flat : undefined;
    if (counter === undefined || !("over" in leaf)) continue;
    found.set(counter, Math.max(found.get(counter) ?? 0, parseDuration(leaf.over) ?? 0));
  }
  return found;
}
