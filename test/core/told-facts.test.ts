import { describe, expect, it } from "vitest";
import type { Reading, Verdict } from "../../src/core/reading.ts";
import { toldFacts, toldNumber, toldSamples } from "../../src/core/told-facts.ts";

const about = { checkId: "s/c", seq: 1, at: 7, tookMs: 1, summary: "", short: "", rule: 0, trace: [] };
const reading = (n: number | string | null, verdict: Verdict): Reading => ({
  ...about,
  outcome: "observed",
  verdict,
  facts: { n },
});
const failed: Reading = { ...about, outcome: "failed", verdict: "fail", failure: { kind: "timeout", message: "x" } };

describe("a number of a reading", () => {
  it.each<[number | string | null, Verdict, number | null]>([
    [3, "ok", 3],
    [0, "unknown", 0],
    [3, "unknown", 3],
    [-1, "ok", null],
    [-1, "warn", null],
    [-1, "unknown", null],
    [-300, "fail", -300],
    [-300, "unknown", null],
    [Number.NaN, "ok", null],
    ["3", "ok", null],
    [null, "ok", null],
  ])("%j of a reading that is %s is %j, wherever it is used", (fact, verdict, wanted) => {
    const one = reading(fact, verdict);
    expect(toldNumber(one, "n")).toBe(wanted);
    expect(toldSamples([one], "n")).toEqual([{ at: 7, value: wanted }]);
    if (typeof fact === "number" && Number.isFinite(fact)) expect(toldFacts(one)).toEqual({ n: wanted });
  });

  it("is none where the look failed", () => {
    expect(toldSamples([failed], "n")).toEqual([{ at: 7, value: null }]);
    expect(toldFacts(failed)).toEqual({});
  });
});
