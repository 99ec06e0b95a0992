import { describeTest } from "./describe-test.ts";
import { rateOf } from "./growth.ts";
import { readable } from "./judge.ts";
import type { Comparison, Test } from "./test.ts";
import type { TestContext } from "./test-context.ts";

const signs = {
  gt: [">", "≤"],
  gte: ["≥", "<"],
  lt: ["<", "≥"],
  lte: ["≤", ">"],
  eq: ["=", "≠"],
  ne: ["≠", "="],
} as const;

/** A test with the values that it met: `0.31 > 0.25`, or `0.18 ≤ 0.25` where it does not hold. Short, for a row. */
export function seenText(test: Test, context: TestContext): string {
  if ("all" in test && !("table" in test)) return test.all.map((part) => seenText(part, context)).join(", ");
  const value = numberOf(test, context);
  return value === undefined ? describeTest(test) : compared(value, test as Comparison);
}

function numberOf(test: Test, context: TestContext): number | undefined {
  if ("ratio" in test) {
    const [top, bottom] = test.ratio.map((name) => context.facts[name]);
    return typeof top === "number" && typeof bottom === "number" && bottom !== 0 ? top / bottom : undefined;
  }
  if ("rate" in test) {
    const rate = rateOf(test, context);
    return typeof rate === "number" ? rate : undefined;
  }
  if (!("fact" in test)) return undefined;
  const fact = context.facts[test.fact];
  return typeof fact === "number" ? fact : undefined;
}

function compared(value: number, by: Comparison): string {
  for (const [name, [sign, opposite]] of Object.entries(signs)) {
    const bound = by[name as keyof typeof signs];
    if (typeof bound !== "number") continue;
    const short = readable(value);
    // Rounded to the bound itself, it would read as `0.25 > 0.25`.
    const told = short === String(bound) && value !== bound ? String(Number(value.toPrecision(6))) : short;
    return `${told} ${holds(value, name, bound) ? sign : opposite} ${bound}`;
  }
  return readable(value);
}

function holds(value: number, name: string, bound: number): boolean {
  const order = Math.sign(value - bound);
  const wanted = { gt: [1], gte: [0, 1], lt: [-1], lte: [-1, 0], eq: [0], ne: [-1, 1] }[name] ?? [];
  return wanted.includes(order);
}
