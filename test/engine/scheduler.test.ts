import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CheckPlan } from "../../src/core/plan.ts";
import type { Facts } from "../../src/core/reading.ts";
import { type Floors, noFloors } from "../../src/engine/floors.ts";
import { runCheck } from "../../src/engine/run-check.ts";
import type { SchedulerEvents, SchedulerOptions } from "../../src/engine/scheduler.ts";
import { FakeClock } from "../helpers/fake-clock.ts";
import { schedulerOf } from "../helpers/looking.ts";
import { noClients, planOf } from "../helpers/plan.ts";
import { readingOf } from "../helpers/state.ts";

function rig(plans: readonly CheckPlan[], over: Partial<SchedulerOptions> = {}) {
  const clock = new FakeClock();
  const log: string[] = [];
  const started: number[] = [];
  const events: SchedulerEvents = {
    started: () => started.push(clock.now()),
    finished: (r, nextAt) =>
      log.push(`${r.verdict} ${r.checkId}#${r.seq} next+${nextAt === undefined ? "never" : nextAt - clock.now()}`),
  };
  const scheduler = schedulerOf(plans, { clock, events, over });
  return { clock, log, scheduler, started };
}

/** A probe that stays in flight until it is aborted, and counts how many are. */
function sticky() {
  const counts = { live: 0, most: 0 };
  const run = (_context: unknown, signal: AbortSignal) =>
    new Promise<Facts>((_resolve, reject) => {
      counts.most = Math.max(counts.most, ++counts.live);
      signal.addEventListener("abort", () => {
        counts.live--;
        reject(new Error("aborted"));
      });
    });
  return { counts, run };
}

describe("time", () => {
  it("looks at the interval and backs off to twice of it from a dead target, and no further", async () => {
    const dead = planOf(() => Promise.reject(Object.assign(new Error("x"), { code: "ECONNREFUSED" })));
    const { clock, log, scheduler } = rig([dead]);
    scheduler.start();
    await clock.advance(7_500);
    expect(log).toEqual([1000, 2000, 2000, 2000, 2000].map((wait, index) => `fail t/c#${index + 1} next+${wait}`));
    await scheduler.stop();
  });

  it("takes no target for dead because it was stopped itself, and looks again at once", async () => {
    const { counts, run } = sticky();
    const { clock, log, scheduler } = rig([planOf(run, { everyMs: 60_000 })]);
    scheduler.start();
    await clock.advance(1);
    clock.sleep(30_000);
    await clock.advance(0);
    expect(log).toEqual(["unknown t/c#1 next+1000"]);
    await clock.advance(1000);
    expect(counts.live).toBe(1);
    await scheduler.stop();
  });

  it("returns to the interval after one good look", async () => {
    let dead = true;
    const plan = planOf(() => (dead ? Promise.reject(new Error("x")) : Promise.resolve({ n: 0 })));
    const { clock, log, scheduler } = rig([plan]);
    scheduler.start();
    await clock.advance(3500);
    dead = false;
    await clock.advance(2000);
    expect(log.at(-1)).toBe("ok t/c#4 next+1000");
    await scheduler.stop();
  });

  it("jitters by ten percent and never below a floor", async () => {
    const waits = async (random: number, over: Partial<CheckPlan>) => {
      const { clock, log, scheduler } = rig([planOf(async () => ({ n: 0 }), over)], { random: () => random });
      scheduler.start();
      await clock.advance(10);
      await scheduler.stop();
      return log[0];
    };
    expect(await waits(0, {})).toContain("next+900");
    expect(await waits(1, {})).toContain("next+1100");
    expect(await waits(0, { floorMs: 1000 })).toContain("next+1000");
  });

  it("does not look on demand by schedule, and never at a check that writes", async () => {
    const { clock, log, scheduler } = rig([
      planOf(async () => ({ n: 0 }), { id: "t/demand", mode: "on-demand" }),
      planOf(async () => ({ n: 0 }), { id: "t/writes", mode: "on-demand", effect: "writes" }),
    ]);
    scheduler.start();
    await clock.advance(10_000);
    expect(log).toEqual([]);
    expect(scheduler.runNow("t/writes")).toBeUndefined();
    await scheduler.runNow("t/demand");
    expect(log).toEqual(["ok t/demand#1 next+never"]);
    await scheduler.stop();
  });

  it("counts on from what others have read before", async () => {
    const { clock, log, scheduler } = rig([planOf(async () => ({ n: 0 }))]);
    scheduler.start({ before: () => readingOf("t/c", { seq: 41 }) });
    await clock.advance(10);
    expect(log).toEqual(["ok t/c#42 next+1000"]);
    await scheduler.stop();
  });

  it("refuses a schedule for a check that writes", () => {
    expect(() => rig([planOf(async () => ({}), { effect: "writes" })])).toThrow("cannot be scheduled");
  });
});

describe("how many at once", () => {
  it("never overlaps a check with itself and joins runNow to the one in flight", async () => {
    const { counts, run } = sticky();
    const { clock, scheduler } = rig([planOf(run, { timeoutMs: 5000 })]);
    scheduler.start();
    await clock.advance(1);
    expect(scheduler.runNow("t/c")).toBe(scheduler.runNow("t/c"));
    await clock.advance(30_000);
    expect(counts.most).toBe(1);
    await scheduler.stop();
  });

  it("holds the caps in all and per target, whatever the plans", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 3 }),
        async (targets, maxInAll, maxPerTarget) => {
          const all = sticky();
          const each = new Map(["a", "b", "c"].map((target) => [target, 0]));
          let worst = 0;
          const plans = targets.map((target, index) =>
            planOf(
              async (context, signal) => {
                each.set(target, (each.get(target) ?? 0) + 1);
                worst = Math.max(worst, each.get(target) ?? 0);
                return all.run(context, signal).finally(() => each.set(target, (each.get(target) ?? 1) - 1));
              },
              { id: `t/${index}`, target },
            ),
          );
          const { clock, log, scheduler } = rig(plans, { maxInAll, maxPerTarget });
          scheduler.start();
          await clock.advance(6000);
          expect(all.counts.most).toBeLessThanOrEqual(maxInAll);
          expect(worst).toBeLessThanOrEqual(maxPerTarget);
          expect(new Set(log.map((line) => line.split("#")[0])).size).toBe(targets.length);
          await scheduler.stop();
          expect(all.counts.live).toBe(0);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("keeps a target's budget over any window", async () => {
    const plans = ["a", "b", "c"].map((id) => planOf(async () => ({ n: 0 }), { id: `t/${id}`, everyMs: 500 }));
    const { clock, scheduler, started } = rig(plans, { budgets: [{ target: "t", perMs: 10_000, requests: 4 }] });
    scheduler.start();
    await clock.advance(60_000);
    expect(started.length).toBeGreaterThan(20);
    for (const at of started)
      expect(started.filter((other) => other >= at && other < at + 10_000).length).toBeLessThanOrEqual(4);
    await scheduler.stop();
  });

  it("gives each check its turn, and stops with everything settled", async () => {
    const { counts, run } = sticky();
    const { clock, log, scheduler } = rig(
      ["a", "b", "c", "d"].map((id) => planOf(run, { id: `t/${id}` })),
      { maxInAll: 1 },
    );
    scheduler.start();
    await clock.advance(700);
    expect(log.map((line) => line.slice(5, 8))).toEqual(["t/a", "t/b", "t/c"]);
    await scheduler.stop();
    expect(counts.live).toBe(0);
  });
});

describe("derived checks", () => {
  it("are read with their source, without a look of their own", async () => {
    let looks = 0;
    const source = planOf(async () => ({ n: ++looks }));
    const derived = planOf(async () => ({}), { id: "t/d", from: "t/c" });
    const { clock, log, scheduler } = rig([source, derived]);
    scheduler.start();
    await clock.advance(1500);
    expect(looks).toBe(2);
    expect(log).toEqual([
      "warn t/c#1 next+1000",
      "warn t/d#1 next+1000",
      "warn t/c#2 next+1000",
      "warn t/d#2 next+1000",
    ]);
    await scheduler.runNow("t/d");
    expect(looks).toBe(3);
    await scheduler.stop();
  });
});

describe("floors", () => {
  it("takes the younger reading of another opsdeck instead of looking", async () => {
    let looks = 0;
    const plan = planOf(async () => ({ n: ++looks }), { floorMs: 5000, onDemandFloorMs: 2000 });
    const other = await runCheck(
      planOf(async () => ({ n: 9 })),
      77,
      new AbortController().signal,
      {
        clients: noClients,
        clock: new FakeClock(),
        pace: 1,
        redact: (t) => t,
        samples: () => [],
        verdictOf: () => undefined,
        factOf: () => undefined,
        blinds: () => false,
      },
    );
    const floors: Floors = {
      claim: (_plan, leastMs) => Promise.resolve({ granted: false, waitMs: leastMs - 500, reading: other }),
      settle: () => Promise.resolve(),
    };
    const { clock, log, scheduler } = rig([plan], { floors });
    scheduler.start();
    await clock.advance(100);
    expect(looks).toBe(0);
    expect(log).toEqual(["warn t/c#1 next+4500"]);
    expect(await scheduler.runNow("t/c")).toMatchObject({ facts: { n: 9 }, at: other.at, seq: 2 });
    await scheduler.stop();
  });

  it("keeps what was seen before when a look is stopped, and its floor", async () => {
    const { run } = sticky();
    const settled: string[] = [];
    const floors: Floors = {
      ...noFloors,
      settle: (_plan, { outcome }) => Promise.resolve(void settled.push(outcome)),
    };
    const { clock, log, scheduler } = rig([planOf(run, { everyMs: 60_000, floorMs: 30_000 })], { floors });
    scheduler.start();
    await clock.advance(1);
    clock.sleep(30_000);
    await clock.advance(0);
    expect(log).toEqual(["unknown t/c#1 next+30000"]);
    await clock.advance(30_000);
    await scheduler.stop();
    expect([log.length, settled]).toEqual([2, []]);
  });

  it("keeps the floor by itself when the state directory cannot be written to", async () => {
    let looks = 0;
    const plan = planOf(async () => ({ n: ++looks }), { floorMs: 5000, onDemandFloorMs: 5000 });
    const floors: Floors = {
      claim: () => Promise.reject(new Error("EROFS")),
      settle: () => Promise.reject(new Error("EROFS")),
    };
    const { clock, scheduler } = rig([plan], { floors });
    scheduler.start();
    await clock.advance(100);
    expect(await scheduler.runNow("t/c")).toMatchObject({ facts: { n: 1 }, seq: 2 });
    expect(looks).toBe(1);
    await clock.advance(6000);
    expect(looks).toBe(2);
    await scheduler.stop();
  });
});

describe("while an alert of the check holds", () => {
  const dead = () => planOf(() => Promise.reject(new Error("x")));

  it("backs off to twice the interval at most", async () => {
    const { clock, log, scheduler } = rig([dead()], { urgency: () => ({ dueMs: Infinity }) });
    scheduler.start();
    await clock.advance(6000);
    expect(log.map((line) => line.split(" ").at(-1))).toEqual(["next+1000", "next+2000", "next+2000", "next+2000"]);
    await scheduler.stop();
  });

  it("looks when its time is over, not at once, and never below a floor", async () => {
    const waits = async (dueMs: number, over: Partial<CheckPlan> = {}) => {
      const plan = planOf(async () => ({ n: 0 }), over);
      const { clock, log, scheduler } = rig([plan], { urgency: (id) => (id === "t/c" ? { dueMs } : undefined) });
      scheduler.start();
      await clock.advance(10);
      await scheduler.stop();
      return log[0]?.split(" ").at(-1);
    };
    expect(await waits(400)).toBe("next+400");
    expect(await waits(-5)).toBe("next+250");
    expect(await waits(400, { floorMs: 1000 })).toBe("next+1000");
    expect(await waits(400, { id: "t/other" })).toBe("next+1000");
  });
});
