import fc from "fast-check";
import { expect, it } from "vitest";
import type { Facts } from "../../src/core/reading.ts";
import { countedClock } from "../helpers/counted-clock.ts";
import { FakeClock } from "../helpers/fake-clock.ts";
import { schedulerOf } from "../helpers/looking.ts";
import { planOf } from "../helpers/plan.ts";

/** Checks of every second whose looks take 300 ms; `open` has such looks and the scheduler's timers. */
function chained(...ids: readonly string[]) {
  const clock = new FakeClock();
  const open = new Set<object>();
  const counting = countedClock(clock, open);
  const looks: string[] = [];
  const told: (number | undefined)[] = [];
  const run = () => new Promise<Facts>((resolve) => void counting.after(300, () => resolve({ n: 0 })));
  const plans = ids.map((id) => planOf(run, { id, timeoutMs: 5000 }));
  const events = {
    started: (id: string) => void looks.push(id),
    finished: (_: unknown, nextAt: number | undefined) => void told.push(nextAt),
  };
  const scheduler = schedulerOf(plans, { clock, events, over: { clock: counting } });
  return { clock, open, looks, told, scheduler };
}

type Chain = ReturnType<typeof chained>;
const deeds = fc.oneof(
  fc.constantFrom(
    ({ scheduler }: Chain) => scheduler.start(),
    ({ scheduler }: Chain) => scheduler.pause(),
    ({ scheduler }: Chain) => void scheduler.runNow("t/c"),
  ),
  fc.integer({ min: 0, max: 1500 }).map(
    (ms) =>
      ({ clock }: Chain) =>
        clock.advance(ms),
  ),
);

it("a check has one look or one timer, whoever starts, pauses and looks in between", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deeds, { maxLength: 12 }), async (steps) => {
      const chain = chained("t/c");
      const { clock, scheduler, looks, open } = chain;
      for (const step of steps) {
        const done = step(chain);
        expect(open.size).toBeLessThanOrEqual(1);
        await done;
        await clock.advance(0);
        expect(open.size).toBeLessThanOrEqual(1);
      }
      scheduler.start();
      await clock.advance(2000);
      const before = looks.length;
      await clock.advance(13_000);
      expect(looks.length - before).toBe(10);
      scheduler.pause();
      await clock.advance(400);
      expect(open.size).toBe(0);
      await scheduler.stop();
    }),
    { numRuns: 100 },
  );
});

it("a check is not looked at more often when the lead is given away and taken back right before its look ends", async () => {
  const { clock, open, looks, scheduler } = chained("t/a", "t/b");
  scheduler.start();
  await clock.advance(330);
  scheduler.pause();
  scheduler.start();
  await clock.advance(13_000);
  expect(open.size).toBe(2);
  expect(looks.filter((id) => id === "t/b")).toHaveLength(11);
  await scheduler.stop();
});

it("a paused schedule tells of no next look", async () => {
  const { clock, told, scheduler } = chained("t/c");
  scheduler.start();
  await clock.advance(100);
  scheduler.pause();
  await clock.advance(5000);
  expect(told).toEqual([undefined]);
  await scheduler.stop();
});
