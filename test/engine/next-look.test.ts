import fc from "fast-check";
import { expect, it } from "vitest";
import { nextLookMs } from "../../src/engine/next-look.ts";

const circumstances = fc.record({
  failures: fc.nat({ max: 40 }),
  urgent: fc.array(fc.record({ dueMs: fc.integer({ min: -10_000, max: 600_000 }) }), { maxLength: 3 }),
  random: fc.double({ min: 0, max: 1, noNaN: true }).map((value) => () => value),
});
const plan = fc.record({ everyMs: fc.integer({ min: 1000, max: 600_000 }), floorMs: fc.nat({ max: 600_000 }) });

it("never comes before the floor, and never later than two intervals where the floor lets it", () => {
  fc.assert(
    fc.property(plan, circumstances, (check, given) => {
      const ms = nextLookMs(check, given);
      expect(ms).toBeGreaterThanOrEqual(check.floorMs);
      expect(ms).toBeLessThanOrEqual(Math.max(check.floorMs, 2 * check.everyMs));
    }),
  );
});

it("comes no later because an alert holds", () => {
  fc.assert(
    fc.property(plan, circumstances, (check, given) => {
      expect(nextLookMs(check, given)).toBeLessThanOrEqual(nextLookMs(check, { ...given, urgent: [] }));
    }),
  );
});
