import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fill, judge, type Rule } from "../../src/core/judge.ts";
import type { Facts } from "../../src/core/reading.ts";

const look = (rules: readonly Rule[], facts: Facts) =>
  judge(rules, { facts, now: 0, pace: 1, samples: () => [], verdictOf: () => undefined });

const rules: readonly Rule[] = [
  { when: { fact: "n", eq: -1 }, verdict: "unknown", say: "not counted" },
  { when: { fact: "n", gt: 5 }, verdict: "fail", say: "{n} failures. Look.", short: "{n}!" },
  { when: { fact: "n", gt: 0 }, verdict: "warn", say: "{n} failures" },
  { when: { fact: "n", eq: 0 }, verdict: "ok", say: "none" },
];

describe("judge", () => {
  it.each<[Facts, object]>([
    [{ n: -1 }, { verdict: "unknown", summary: "not counted", rule: 0 }],
    [{ n: 6 }, { verdict: "fail", summary: "6 failures. Look.", short: "6!", rule: 1 }],
    [{ n: 1 }, { verdict: "warn", short: "1 failures", rule: 2 }],
    [{ n: 0 }, { verdict: "ok", rule: 3 }],
    [{}, { verdict: "unknown", summary: "n is missing", rule: 0 }],
    [{ n: "6" }, { verdict: "unknown", summary: "n is a string", rule: 0 }],
    [{ n: -2 }, { verdict: "unknown", summary: "no rule holds", rule: -1 }],
  ])("%j", (facts, wanted) => {
    expect(look(rules, facts)).toMatchObject(wanted);
  });

  it("never says ok when an earlier rule could not be told", () => {
    const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(scalar, (n) => {
        const { verdict } = look(rules, { n });
        if (typeof n !== "number") expect(verdict).toBe("unknown");
        expect(verdict === "ok").toBe(n === 0);
      }),
    );
  });
});

describe("fill", () => {
  it.each<[string, Facts, string]>([
    ["{commit:7} {branch}", { commit: "c1d30b47ea46", branch: "master" }, "c1d30b4 master"],
    ["{n} of {m}", { n: 3, m: null }, "3 of —"],
    ["{ratio}", { ratio: 0.30769 }, "0.31"],
    ["{age:s}, {age:ms} or {none:s}", { age: 5400 }, "1h30m, 5s or —"],
    ["{age:s} {text:s}", { age: -1, text: "soon" }, "-1 soon"],
    ["{ms}", { ms: 84.123 }, "84.1"],
    ["{t}", { t: { rows: [], rowCount: 12, truncated: true } }, "12"],
    ["{t/0/n} {t/1/n}", { t: { rows: [{ n: "a" }], rowCount: 1, truncated: false } }, "a —"],
    ["{name}", { name: "a\u001b[31mb\u0007\u202ec" }, "abc"],
    ["{n} {n|job waits|jobs wait}", { n: 1 }, "1 job waits"],
    ["{n} {n|job waits|jobs wait}", { n: 0 }, "0 jobs wait"],
    ["{n} {n|job|jobs} more{n||s}", { n: "1" }, "1 job more"],
    ["{t} {t|row|rows}, {u|row|rows}", { t: { rows: [], rowCount: 1, truncated: true } }, "1 row, rows"],
    ["{worker.status} {not a fact}", { "worker.status": 403 }, "403 {not a fact}"],
  ])("%s", (template, facts, wanted) => {
    expect(fill(template, facts)).toBe(wanted);
  });
});
