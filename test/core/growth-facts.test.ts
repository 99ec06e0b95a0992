import { describe, expect, it } from "vitest";
import { type Growth, growthFacts } from "../../src/core/growth-facts.ts";

const minute = 60_000;
const causes: Growth = {
  of: { timeout: "t", upstream_5xx: "u", circuit_open: "c" },
  over: "5m",
  neverFirst: ["circuit_open"],
};

/** One sample of each counter a minute; the last one is now. null: that look failed. */
function facts(counters: Readonly<Record<string, readonly (number | null)[]>>, pace = 1) {
  const longest = Math.max(...Object.values(counters).map((values) => values.length));
  const now = (longest - 1) * (minute / pace);
  const samples = (fact: string) =>
    (counters[fact] ?? []).map((value, index) => ({ at: index * (minute / pace), value }));
  return growthFacts(causes, { now, pace, samples });
}

const flat = [0, 0, 0, 0, 0, 0];

describe("growth of counters", () => {
  it("names the counter that grows fastest, per minute", () => {
    const seen = facts({ t: [1, 1, 2, 2, 2, 2], u: [0, 10, 20, 30, 40, 50], c: flat });
    expect(seen).toMatchObject({
      dominant: "upstream_5xx",
      dominantPerMinute: 10,
      timeoutPerMinute: 0.2,
      covered: true,
      watched: "5m",
    });
    expect(seen.causes).toMatchObject({
      rows: [
        { cause: "upstream_5xx", perMinute: 10, total: 50 },
        { cause: "timeout", perMinute: 0.2, total: 2 },
        { cause: "circuit_open", perMinute: 0, total: 0 },
      ],
    });
  });

  it("never takes the rejects of an open circuit for the cause while another counter grows", () => {
    const rejected = [0, 100, 200, 300, 400, 500];
    expect(facts({ t: [0, 0, 0, 0, 0, 1], u: flat, c: rejected })).toMatchObject({ dominant: "timeout" });
    expect(facts({ t: flat, u: flat, c: rejected })).toMatchObject({ dominant: "circuit_open" });
  });

  it("says none when nothing grows, and whether the whole window was seen", () => {
    expect(facts({ t: flat, u: flat, c: flat })).toMatchObject({ dominant: "none", covered: true });
    expect(facts({ t: [0, 0], u: [0, 0], c: [0, 0] })).toMatchObject({ dominant: "none", covered: false });
  });

  it("says nothing after one sample", () => {
    expect(facts({ t: [3], u: [9], c: [0] })).toMatchObject({ dominant: null, upstream_5xxPerMinute: null });
  });

  it("starts all counters anew when one of them was reset", () => {
    const seen = facts({ t: [500, 500, 500, 0, 1, 2], u: [0, 90, 180, 180, 180, 180], c: flat });
    expect(seen).toMatchObject({ dominant: "timeout", dominantPerMinute: 1, upstream_5xxPerMinute: 0, covered: false });
  });

  it("goes over looks that failed", () => {
    expect(facts({ t: flat, u: [0, null, null, null, 40, 50], c: flat })).toMatchObject({ dominantPerMinute: 10 });
  });

  it("looks back over the window only", () => {
    const seen = facts({ t: [0, 99, 99, 99, 99, 99, 99, 99], u: flat, c: flat });
    expect(seen).toMatchObject({ dominant: "none" });
  });

  it("counts minutes of the lab's pace", () => {
    expect(facts({ t: flat, u: [0, 10, 20, 30, 40, 50], c: flat }, 15)).toMatchObject({ dominantPerMinute: 10 });
  });
});
