import { expect, it } from "vitest";
import { seenText } from "../../src/core/seen.ts";

const context = (n: number) => ({
  facts: { n },
  now: 0,
  pace: 1,
  samples: () => [],
  gapMs: 0,
  verdictOf: () => undefined,
});

it.each([
  [0.31, "0.31 > 0.25"],
  [0.25, "0.25 ≤ 0.25"],
  [0.2549, "0.2549 > 0.25"],
  [0.24999, "0.24999 ≤ 0.25"],
])("tells %d beside its bound so that they differ where they do", (n, text) =>
  expect(seenText({ fact: "n", gt: 0.25 }, context(n))).toBe(text),
);
