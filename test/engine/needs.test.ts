import { describe, expect, it } from "vitest";
import type { CheckPlan } from "../../src/core/plan.ts";
import type { Facts } from "../../src/core/reading.ts";
import type { SchedulerEvents } from "../../src/engine/scheduler.ts";
import { FakeClock } from "../helpers/fake-clock.ts";
import { schedulerOf } from "../helpers/looking.ts";
import { planOf } from "../helpers/plan.ts";

function rig(plans: readonly CheckPlan[]) {
  const clock = new FakeClock();
  const log: string[] = [];
  const events: SchedulerEvents = {
    started: () => undefined,
    finished: (reading) => void log.push(`${reading.checkId}#${reading.seq}`),
  };
  const scheduler = schedulerOf(plans, { clock, events });
  return { clock, log, scheduler };
}

describe("a look that asks for what another check saw", () => {
  const slow = (clock: () => FakeClock) => () =>
    new Promise<Facts>((resolve) => void clock().after(100, () => resolve({ n: 0 })));

  it("waits for a look of that one that is under way, and starts its first", async () => {
    const { clock, log, scheduler } = rig([
      planOf(async () => ({ n: 0 }), { id: "t/deploy", needs: ["t/vercel"] }),
      planOf(
        slow(() => clock),
        { id: "t/vercel", target: "v" },
      ),
    ]);
    scheduler.start();
    await clock.advance(300);
    expect(log).toEqual(["t/vercel#1", "t/deploy#1"]);
    await scheduler.stop();
  });

  it("begins no look that tells somebody or that is for people to begin, also behind a check that judges its answer", async () => {
    const fine = async () => ({ n: 0 });
    const { log, scheduler } = rig([
      planOf(fine, { id: "t/causes", needs: ["t/pages", "t/script", "t/derived", "t/quiet"] }),
      planOf(fine, { id: "t/pages", effect: "notifies" }),
      planOf(fine, { id: "t/script", mode: "on-demand" }),
      planOf(fine, { id: "t/derived", from: "t/pages" }),
      planOf(fine, { id: "t/quiet" }),
    ]);
    await scheduler.runNow("t/causes");
    expect(log).toEqual(["t/quiet#1", "t/causes#1"]);
    await scheduler.stop();
  });

  it("waits for nobody who has been looked at, and never in a circle", async () => {
    const { clock, log, scheduler } = rig([
      planOf(async () => ({ n: 0 }), { id: "t/a", needs: ["t/b", "t/gone"] }),
      planOf(async () => ({ n: 0 }), { id: "t/b", needs: ["t/a"] }),
    ]);
    await Promise.all([scheduler.runNow("t/a"), scheduler.runNow("t/b")]);
    expect(log).toHaveLength(2);
    await clock.advance(0);
    await scheduler.stop();
  });

  it("settles when opsdeck closes while it waits", async () => {
    const { clock, scheduler } = rig([
      planOf(async () => ({ n: 0 }), { id: "t/deploy", needs: ["t/vercel"] }),
      planOf(() => new Promise(() => {}), { id: "t/vercel", target: "v" }),
    ]);
    const look = scheduler.runNow("t/deploy");
    await clock.advance(10);
    await scheduler.stop();
    expect(await look).toMatchObject({ outcome: "failed", failure: { kind: "aborted" } });
  });
});
