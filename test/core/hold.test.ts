import fc from "fast-check";
import { expect, it } from "vitest";
import { alertState } from "../../src/core/alert.ts";
import { type Hold, type HoldSample, held, isHeld } from "../../src/core/hold.ts";

const limits = { forMs: 150, samples: 3, gapMs: 90, resolvedMs: 600 };

/** What must be so, told from all samples at once: the last ones hold, without a gap, for long enough. */
function firesBy(samples: readonly HoldSample[]): boolean {
  let first = samples.length;
  while (first > 0 && samples[first - 1]?.truth === true && (first === samples.length || follows(samples, first)))
    first--;
  const run = samples.slice(first);
  return run.length >= limits.samples && (run.at(-1)?.at ?? 0) - (run[0]?.at ?? 0) >= limits.forMs;
}

function follows(samples: readonly HoldSample[], index: number): boolean {
  const wait = (samples[index]?.at ?? 0) - (samples[index - 1]?.at ?? 0);
  return wait > 0 && wait <= limits.gapMs;
}

const step = fc.record({
  wait: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 1, max: 90 }) },
    { weight: 1, arbitrary: fc.integer({ min: -200, max: 400 }).filter((wait) => wait !== 0) },
  ),
  truth: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constantFrom(false, null) }),
});

it("fires when all samples of its time held without a gap, and only then, whatever the clock does", () => {
  let fired = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), (steps) => {
      const samples: HoldSample[] = [];
      let hold: Hold | undefined;
      let at = 1000;
      for (const { wait, truth } of steps) {
        at += wait;
        samples.push({ at, truth });
        hold = held(hold, { at, truth }, limits);
        expect(isHeld(hold, limits)).toBe(firesBy(samples));
        const state = alertState(hold, limits, at);
        expect(state === "firing").toBe(firesBy(samples));
        expect(["inactive", "resolved"].includes(state)).toBe(truth === false);
        expect(alertState(JSON.parse(JSON.stringify(hold)) as Hold, limits, at)).toBe(state);
        if (state === "firing") fired++;
      }
    }),
    { numRuns: 300 },
  );
  expect(fired).toBeGreaterThan(20);
});
