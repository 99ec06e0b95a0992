import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate } from "../../src/core/evaluate.ts";
import type { Facts, Verdict } from "../../src/core/reading.ts";
import { type Test, testSchema } from "../../src/core/test.ts";
import type { Sample, TestContext } from "../../src/core/test-context.ts";

const NOW = Date.parse("2026-11-22T03:00:00Z");
const minute = 60_000;

function context(facts: Facts, over: Partial<TestContext> = {}): TestContext {
  return { facts, now: NOW, pace: 1, samples: () => [], verdictOf: () => undefined, ...over };
}

/** `true`, `false` or `"unknown"`; the test is parsed first, so that each row is also a row of the schema. */
function truth(test: unknown, facts: Facts, over: Partial<TestContext> = {}): boolean | "unknown" {
  const answer = evaluate(testSchema.parse(test), context(facts, over));
  return typeof answer === "boolean" ? answer : "unknown";
}

const table = (rows: Record<string, number | string | null>[], rowCount = rows.length) => ({
  rows,
  rowCount,
  truncated: rowCount > rows.length,
});

describe("one value", () => {
  it.each<[unknown, Facts, boolean | "unknown"]>([
    [{ fact: "n", eq: 3 }, { n: 3 }, true],
    [{ fact: "n", eq: 3 }, { n: 4 }, false],
    [{ fact: "n", eq: 3 }, { n: "3" }, "unknown"],
    [{ fact: "n", eq: 3 }, {}, "unknown"],
    [{ fact: "n", eq: 3 }, { n: null }, "unknown"],
    [{ fact: "n", eq: 0 }, { n: 0 }, true],
    [{ fact: "b", eq: false }, { b: false }, true],
    [{ fact: "b", eq: false }, { b: "false" }, "unknown"],
    [{ fact: "s", eq: "" }, { s: "" }, true],
    [{ fact: "n", eq: null }, { n: 0 }, "unknown"],
    [{ fact: "n", ne: 3 }, { n: 4 }, true],
    [{ fact: "n", ne: 3 }, { n: 3 }, false],
    [{ fact: "n", ne: 3 }, {}, "unknown"],
    [{ fact: "n", ne: "x" }, { n: 3 }, "unknown"],
    [{ fact: "s", in: ["a", "b"] }, { s: "b" }, true],
    [{ fact: "s", in: ["a", "b"] }, { s: "c" }, false],
    [{ fact: "s", in: ["a"] }, { s: 1 }, "unknown"],
    [{ fact: "s", "not-in": ["a"] }, { s: "c" }, true],
    [{ fact: "s", "not-in": ["a"] }, { s: "a" }, false],
    [{ fact: "s", "not-in": ["a"] }, {}, "unknown"],
    [{ fact: "n", gt: 3 }, { n: 4 }, true],
    [{ fact: "n", gt: 3 }, { n: 3 }, false],
    [{ fact: "n", gte: 3 }, { n: 3 }, true],
    [{ fact: "n", gte: 3 }, { n: 2.9 }, false],
    [{ fact: "n", lt: 3 }, { n: 3 }, false],
    [{ fact: "n", lt: 3 }, { n: -1 }, true],
    [{ fact: "n", lte: 3 }, { n: 3 }, true],
    [{ fact: "n", lte: 3 }, { n: 3.1 }, false],
    [{ fact: "n", gt: 3 }, { n: "4" }, "unknown"],
    [{ fact: "n", gt: 3 }, { n: true }, "unknown"],
    [{ fact: "n", gt: 3 }, { n: Number.NaN }, "unknown"],
    [{ fact: "n", gt: 3 }, { n: table([]) }, "unknown"],
    [{ fact: "s", matches: "^c1d" }, { s: "c1d30b4" }, true],
    [{ fact: "s", matches: "^d" }, { s: "c1d30b4" }, false],
    [{ fact: "s", matches: "1" }, { s: 1 }, "unknown"],
    [{ fact: "s", missing: true }, {}, true],
    [{ fact: "s", missing: true }, { s: null }, true],
    [{ fact: "s", missing: true }, { s: "" }, false],
    [{ fact: "s", missing: true }, { s: 0 }, false],
  ])("%j of %j is %s", (test, facts, wanted) => {
    expect(truth(test, facts)).toBe(wanted);
  });

  it("matches a pattern that would never end by backtracking", () => {
    expect(truth({ fact: "s", matches: "^(a+)+$" }, { s: `${"a".repeat(1999)}!` })).toBe(false);
  });
});

describe("ages", () => {
  it.each<[unknown, Facts, boolean | "unknown"]>([
    [{ fact: "t", "older-than": "5m" }, { t: "2026-11-22T02:54:00Z" }, true],
    [{ fact: "t", "older-than": "5m" }, { t: "2026-11-22T02:56:00Z" }, false],
    [{ fact: "t", "older-than": "5m" }, { t: (NOW - 6 * minute) / 1000 }, true],
    [{ fact: "t", "older-than": "5m" }, { t: NOW - 4 * minute }, false],
    [{ fact: "t", "younger-than": "5m" }, { t: NOW - 4 * minute }, true],
    [{ fact: "t", "younger-than": "5m" }, { t: NOW - 6 * minute }, false],
    [{ fact: "t", "younger-than": "5m" }, { t: NOW + 9000 }, true],
    [{ fact: "t", "younger-than": "5m" }, { t: NOW + 4 * minute }, "unknown"],
    [{ fact: "t", "older-than": "5m" }, { t: NOW + 4 * minute }, "unknown"],
    [{ fact: "t", "younger-than": "0s" }, { t: NOW + 4 * minute }, true],
    [{ fact: "t", "younger-than": "0s" }, { t: NOW - minute }, false],
    [{ fact: "t", "older-than": "5m" }, { t: "yesterday" }, "unknown"],
    [{ fact: "t", "older-than": "5m" }, { t: 0 }, "unknown"],
    [{ fact: "t", "older-than": "5m" }, { t: -1 }, "unknown"],
    [{ fact: "t", "older-than": "5m" }, {}, "unknown"],
  ])("%j of %j is %s", (test, facts, wanted) => {
    expect(truth(test, facts)).toBe(wanted);
  });

  it("divides the window by the pace", () => {
    expect(truth({ fact: "t", "older-than": "15m" }, { t: NOW - 2 * minute }, { pace: 15 })).toBe(true);
  });
});

describe("ratios", () => {
  const over = { ratio: ["a", "b"], gt: 0.25 };
  it.each<[unknown, Facts, boolean | "unknown"]>([
    [over, { a: 4, b: 13 }, true],
    [over, { a: 1, b: 13 }, false],
    [over, { a: 0, b: 0 }, "unknown"],
    [over, { a: 4 }, "unknown"],
    [over, { a: 4, b: null }, "unknown"],
    [{ ratio: ["a", "b"], lt: 0.25 }, { a: 3, b: -1 }, "unknown"],
    [{ ratio: ["a", "b"], lt: 0.25 }, { a: -1, b: 3 }, "unknown"],
    [over, { a: -1, b: -1 }, "unknown"],
    [{ ...over, "of-at-least": 5 }, { a: 4, b: 4 }, "unknown"],
    [{ ...over, "of-at-least": 5 }, { a: 4, b: 5 }, true],
  ])("%j of %j is %s", (test, facts, wanted) => {
    expect(truth(test, facts)).toBe(wanted);
  });
});

describe("counters over time", () => {
  const at = (...values: (number | null)[]): { samples: () => Sample[] } => ({
    samples: () => values.map((value, index) => ({ at: NOW - (values.length - 1 - index) * minute, value })),
  });
  const rate = { rate: "n", per: "1m", over: "5m", gt: 3 };
  const flat = { flat: "n", over: "5m" };
  it.each<[string, unknown, { samples: () => Sample[] }, boolean | "unknown"]>([
    ["grows by 4 a minute", rate, at(0, 4, 8, 12, 16, 20), true],
    ["grows by 2 a minute", rate, at(0, 2, 4, 6, 8, 10), false],
    ["was seen for 4 minutes", rate, at(0, 4, 8, 12, 16), "unknown"],
    ["was reset inside the window", rate, at(100, 104, 0, 4, 8, 12), "unknown"],
    ["was reset before the window", rate, at(900, 0, 4, 8, 12, 16, 20), true],
    ["has a gap but both ends", rate, at(0, null, null, 12, 16, 20), true],
    ["was not read now", rate, at(0, 4, 8, 12, 16, null), "unknown"],
    ["was never read", rate, at(), "unknown"],
    ["stands still", flat, at(7, 7, 7, 7, 7, 7), true],
    ["grew and stands", flat, at(6, 7, 7, 7, 7, 7), false],
    ["grows", flat, at(1, 2, 3, 4, 5, 6), false],
    ["grows, seen for 1 minute", flat, at(5, 6), false],
    ["stands, seen for 1 minute", flat, at(6, 6), "unknown"],
    ["fell: a reset is no recovery", flat, at(9, 9, 9, 9, 9, 0), "unknown"],
  ])("%s", (_name, test, samples, wanted) => {
    expect(truth(test, {}, samples)).toBe(wanted);
  });
});

describe("tables", () => {
  const facts = {
    t: table([{ n: 1 }, { n: 9 }]),
    none: table([]),
    cut: table([{ n: 1 }], 40),
    odd: table([{ n: null }]),
  };
  it.each<[unknown, boolean | "unknown"]>([
    [{ table: "t", any: { fact: "n", gt: 5 } }, true],
    [{ table: "t", any: { fact: "n", gt: 10 } }, false],
    [{ table: "none", any: { fact: "n", gt: 5 } }, false],
    [{ table: "cut", any: { fact: "n", gt: 5 } }, "unknown"],
    [{ table: "cut", any: { fact: "n", lt: 5 } }, true],
    [{ table: "t", all: { fact: "n", gt: 0 } }, true],
    [{ table: "t", all: { fact: "n", gt: 1 } }, false],
    [{ table: "cut", all: { fact: "n", gt: 0 } }, "unknown"],
    [{ table: "cut", all: { fact: "n", gt: 1 } }, false],
    [{ table: "t", none: { fact: "n", gt: 10 } }, true],
    [{ table: "t", none: { fact: "n", gt: 5 } }, false],
    [{ table: "cut", none: { fact: "n", gt: 5 } }, "unknown"],
    [{ table: "odd", any: { fact: "n", gt: 5 } }, "unknown"],
    [{ table: "t", gt: 1 }, true],
    [{ table: "none", eq: 0 }, true],
    [{ table: "cut", gt: 39 }, true],
    [{ table: "t", count: { fact: "n", gt: 5 }, eq: 1 }, true],
    [{ table: "t", count: { fact: "n", gt: 5 }, gt: 1 }, false],
    [{ table: "cut", count: { fact: "n", gt: 5 }, gt: 3 }, "unknown"],
    [{ table: "cut", count: { fact: "n", lt: 5 }, gt: 0 }, true],
    [{ table: "t", max: "n", gt: 8 }, true],
    [{ table: "t", max: "n", gt: 9 }, false],
    [{ table: "none", max: "n", gt: 9 }, "unknown"],
    [{ table: "nowhere", gt: 0 }, "unknown"],
  ])("%j is %s", (test, wanted) => {
    expect(truth(test, facts)).toBe(wanted);
  });
});

describe("other checks", () => {
  const verdictOf = (check: string): Verdict | undefined => (check === "ready" ? "ok" : undefined);
  it.each<[unknown, boolean | "unknown"]>([
    [{ verdict: "ready", in: ["ok"] }, true],
    [{ verdict: "ready", in: ["warn", "fail"] }, false],
    [{ verdict: "never-read", in: ["ok"] }, "unknown"],
  ])("%j is %s", (test, wanted) => {
    expect(truth(test, {}, { verdictOf })).toBe(wanted);
  });
});

describe("logic is Kleene's", () => {
  const T = { fact: "n", eq: 1 };
  const F = { fact: "n", eq: 2 };
  const U = { fact: "gone", eq: 1 };
  it.each<[unknown, boolean | "unknown"]>([
    [{ all: [T, T] }, true],
    [{ all: [T, F] }, false],
    [{ all: [T, U] }, "unknown"],
    [{ all: [U, F] }, false],
    [{ any: [F, F] }, false],
    [{ any: [F, T] }, true],
    [{ any: [F, U] }, "unknown"],
    [{ any: [U, T] }, true],
    [{ not: T }, false],
    [{ not: F }, true],
    [{ not: U }, "unknown"],
    [{ not: { all: [U, { any: [F, { not: F }] }] } }, "unknown"],
  ])("%j is %s", (test, wanted) => {
    expect(truth(test, { n: 1 })).toBe(wanted);
  });
});

describe("the schema refuses", () => {
  it.each<[unknown]>([
    [{ fact: "n" }],
    [{ fact: "n", gt: 1, lt: 3 }],
    [{ fact: "n", gt: "1" }],
    [{ fact: "n", older: "5m" }],
    [{ fact: "t", "older-than": "5 minutes" }],
    [{ fact: "s", missing: false }],
    [{ all: [] }],
    [{ verdict: "x", in: ["good"] }],
    [{ ratio: ["a"], gt: 1 }],
    ["n > 1"],
  ])("%j", (test) => {
    expect(testSchema.safeParse(test).success).toBe(false);
  });
});

it("is total: any parsed test on any facts gives an answer", () => {
  const scalar = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null));
  const rows = fc.array(fc.dictionary(fc.constantFrom("x", "y"), scalar), { maxLength: 3 });
  const fact = fc.oneof(
    scalar,
    rows.map((made) => table(made as never)),
    rows.map((made) => table(made as never, 9)),
  );
  const tests: Test[] = [
    { fact: "x", gt: 1 },
    { fact: "x", matches: "a" },
    { ratio: ["x", "y"], lt: 1 },
    { table: "x", any: { fact: "y", eq: 1 } },
    { table: "x", max: "y", gt: 1 },
    { table: "x", count: { fact: "y", eq: "" }, lt: 1 },
    { rate: "x", per: "1m", over: "1m", gt: 1 },
    { fact: "x", "older-than": "1m" },
    { fact: "x", "younger-than": "1m" },
    { not: { fact: "x", in: ["a"] } },
  ];
  fc.assert(
    fc.property(fc.constantFrom(...tests), fact, fact, (test, x, y) => {
      const answer = evaluate(test, context({ x, y }));
      expect(typeof answer === "boolean" || typeof answer.unknown === "string").toBe(true);
    }),
  );
});

it("calls no time that lies ahead young, old or newer than a step", () => {
  const window = fc.integer({ min: 1, max: 100_000 }).map((seconds) => `${seconds}s`);
  const ahead = fc.integer({ min: 10_001, max: 1_000_000_000 });
  fc.assert(
    fc.property(window, ahead, fc.integer({ min: 1, max: 60 }), (over, ms, pace) => {
      const about = { ...context({ t: new Date(NOW + ms).toISOString() }), pace, endOf: () => NOW - 1 };
      const tests: Test[] = [
        { fact: "t", "older-than": over },
        { fact: "t", "younger-than": over },
        { fact: "t", "newer-than-step": "s" },
      ];
      for (const test of tests) expect(evaluate(test, about)).toMatchObject({ unknown: expect.any(String) as string });
    }),
  );
});
