import type { Comparison, RatioTest, TableTest, Test } from "./test.ts";

const signs = { eq: "=", ne: "≠", gt: ">", gte: "≥", lt: "<", lte: "≤", matches: "~" } as const;

/** A test as people read it: `staleRatio > 0.25`. */
export function describeTest(test: Test): string {
  if ("table" in test) return describeTable(test);
  if ("missing" in test) return `${test.fact} is missing`;
  if ("older-than" in test) return `${test.fact} older than ${test["older-than"]}`;
  if ("younger-than" in test) return `${test.fact} younger than ${test["younger-than"]}`;
  if ("newer-than-step" in test) return `${test.fact} newer than the step ${test["newer-than-step"]}`;
  if ("fact" in test) return `${test.fact} ${describeComparison(test)}`;
  if ("ratio" in test) return describeRatio(test);
  if ("rate" in test) return `${test.rate} per ${test.per} over ${test.over} ${describeComparison(test)}`;
  if ("flat" in test) return `${test.flat} flat for ${test.over}`;
  if ("verdict" in test) return `${test.verdict} is ${test.in.join(" or ")}`;
  if ("not" in test) return describeNot(test.not);
  return "all" in test ? test.all.map(describePart).join(" and ") : test.any.map(describeTest).join(" or ");
}

function describeNot(test: Test): string {
  return "missing" in test ? `${test.fact} is there` : `not (${describeTest(test)})`;
}

/** `or` binds less than `and`. */
function describePart(test: Test): string {
  return "any" in test && !("table" in test) && test.any.length > 1 ? `(${describeTest(test)})` : describeTest(test);
}

function describeRatio(test: RatioTest): string {
  const least = test["of-at-least"];
  return `${test.ratio.join(" / ")} ${describeComparison(test)}${least === undefined ? "" : ` of at least ${least}`}`;
}

function describeTable(test: TableTest): string {
  if ("any" in test) return `any of ${test.table}: ${describeTest(test.any)}`;
  if ("all" in test) return `all of ${test.table}: ${describeTest(test.all)}`;
  if ("none" in test) return `none of ${test.table}: ${describeTest(test.none)}`;
  if ("max" in test) return `max ${test.max} of ${test.table} ${describeComparison(test)}`;
  const which = test.count === undefined ? "" : ` where ${describeTest(test.count)}`;
  return `rows of ${test.table}${which} ${describeComparison(test)}`;
}

function describeComparison(by: Comparison): string {
  if (by.in) return `is one of ${by.in.map(String).join(", ")}`;
  if (by["not-in"]) return `is none of ${by["not-in"].map(String).join(", ")}`;
  for (const [name, sign] of Object.entries(signs)) {
    const value = by[name as keyof typeof signs];
    if (value !== undefined) return `${sign} ${String(value)}`;
  }
  return "";
}
