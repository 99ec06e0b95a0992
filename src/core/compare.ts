import { isFound } from "./pattern.ts";
import type { Fact } from "./reading.ts";
import { isTable } from "./reading.ts";
import type { Comparison } from "./test.ts";
import type { Truth } from "./truth.ts";

/** Compares one value. A missing value or one of another type is unknown, never false. */
export function compare(name: string, value: Fact | undefined, by: Comparison): Truth {
  if (value === undefined || value === null) return { unknown: `${name} is missing` };
  if (isTable(value)) return { unknown: `${name} is a table, not one value` };
  if (by.eq !== undefined) return equal(name, value, by.eq);
  if (by.ne !== undefined) return flip(equal(name, value, by.ne));
  if (by.in) return oneOf(name, value, by.in);
  if (by["not-in"]) return flip(oneOf(name, value, by["not-in"]));
  if (by.matches !== undefined) return matches(name, value, by.matches);
  return order(name, value, by);
}

function flip(truth: Truth): Truth {
  return typeof truth === "boolean" ? !truth : truth;
}

function equal(name: string, value: string | number | boolean, wanted: string | number | boolean | null): Truth {
  if (wanted === null) return { unknown: `${name} is compared with nothing: set what is expected` };
  if (typeof value !== typeof wanted) return { unknown: `${name} is a ${typeof value}` };
  return value === wanted;
}

function oneOf(
  name: string,
  value: string | number | boolean,
  wanted: readonly (string | number | boolean | null)[],
): Truth {
  if (wanted.includes(value)) return true;
  return wanted.some((item) => typeof item === typeof value) ? false : { unknown: `${name} is a ${typeof value}` };
}

function matches(name: string, value: string | number | boolean, pattern: string): Truth {
  if (typeof value !== "string") return { unknown: `${name} is a ${typeof value}` };
  return isFound(pattern, value);
}

function order(name: string, value: string | number | boolean, by: Comparison): Truth {
  if (typeof value !== "number" || !Number.isFinite(value)) return { unknown: `${name} is not a number` };
  if (by.gt !== undefined) return value > by.gt;
  if (by.gte !== undefined) return value >= by.gte;
  if (by.lt !== undefined) return value < by.lt;
  if (by.lte !== undefined) return value <= by.lte;
  return { unknown: "the test compares nothing" };
}
