import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { planOf } from "../helpers/plan.ts";
import { holdGoalOf, MINUTE, SECOND, sloOf, tickGoal, Watching } from "../helpers/watching.ts";

let root = "";
let folder = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "watches-"));
});
beforeEach(async () => {
  folder = await mkdtemp(join(root, "state-"));
});
afterAll(async () => {
  await Watching.settled();
  await rm(root, { recursive: true, force: true });
});

describe("a goal", () => {
  it("is met when its test has held, over a restart, and not over a gap", async () => {
    const first = new Watching(folder, { goals: [holdGoalOf()] });
    expect(first.goal()).toEqual({ met: null, progress: "not seen yet" });
    await first.look({ n: 4 });
    expect(first.goal()).toEqual({ met: false, progress: "not yet" });
    await first.clock.advance(20 * SECOND);
    await first.looks(MINUTE, () => ({ n: 0 }));
    expect(first.goal()).toEqual({ met: false, progress: "held 1:00 of 2:00" });
    const soon = await first.restarted(30 * SECOND);
    await soon.look({ n: 0 });
    expect(soon.goal()).toEqual({ met: false, progress: "held 1:30 of 2:00" });
    await soon.clock.advance(30 * SECOND);
    await soon.look({ n: 0 });
    expect(soon.goal().met).toBe(true);
    const late = await soon.restarted(5 * MINUTE);
    expect(late.goal()).toEqual({ met: null, progress: "not seen for 5:00, starts anew" });
    await late.look({ n: 0 });
    expect(late.goal()).toEqual({ met: false, progress: "held 0:00 of 2:00" });
    await late.clock.advance(SECOND);
    await late.look("no answer");
    expect(late.goal().met).toBeNull();
  });

  it("over verdicts of several checks waits for each of them, also after a restart", async () => {
    const ids = ["t/c", "t/d"];
    const all = {
      all: [
        { verdict: "c", in: ["ok"] },
        { verdict: "d", in: ["ok"] },
      ],
    } as const;
    const { checkId: _, ...free } = holdGoalOf({ when: all, checkIds: ids });
    const plans = ids.map((id) => planOf(async () => ({}), { id }));
    const first = new Watching(folder, { goals: [free], plans });
    await first.look({}, { id: "t/c" });
    expect(first.goal().met).toBeNull();
    for (let n = 0; n < 4; n++) {
      await first.look({}, { id: "t/d" });
      await first.clock.advance(20 * SECOND);
      await first.look({}, { id: "t/c" });
    }
    expect(first.goal().progress).toBe("held 1:20 of 2:00");
    const watching = await first.restarted(40 * SECOND);
    await watching.look({}, { id: "t/d" });
    expect(watching.goal().progress).toBe("held 1:20 of 2:00");
    await watching.look({}, { id: "t/c" });
    expect(watching.goal().met).toBe(true);
    await watching.look({}, { id: "t/d", verdict: "warn" });
    expect(watching.goal()).toEqual({ met: false, progress: "not yet" });
  });

  it("by a person is ticked with a name, kept, and taken back", async () => {
    const first = new Watching(folder, { goals: [tickGoal, holdGoalOf()] });
    expect(first.goal()).toEqual({ met: false, progress: "open: a person ticks it" });
    expect(first.watches.tick(tickGoal.id, "oncall")).toBe(true);
    expect(first.watches.tick("t/goal:ready", "oncall")).toBe(false);
    expect(first.watches.tick("t/goal:nowhere", "oncall")).toBe(false);
    const watching = await first.restarted(30 * 24 * 60 * MINUTE);
    expect(watching.goal()).toEqual({ met: true, progress: "ticked by oncall" });
    watching.watches.tick(tickGoal.id, undefined);
    expect((await watching.restarted(0)).goal().met).toBe(false);
  });
});

it("by a person stands for its time, is open again then, and can be ticked anew", async () => {
  const first = new Watching(folder, { goals: [{ ...tickGoal, keepMs: 12 * 60 * MINUTE }] });
  first.watches.tick(tickGoal.id, "oncall");
  const shift = await first.restarted(12 * 60 * MINUTE);
  expect(shift.goal().met).toBe(true);
  const later = await shift.restarted(MINUTE);
  expect(later.goal()).toEqual({ met: false, progress: "open again: oncall ticked it 12h ago" });
  later.watches.tick(tickGoal.id, "next");
  expect(later.goal()).toEqual({ met: true, progress: "ticked by next" });
});

it("is told what another opsdeck on this machine ticked, once", async () => {
  const one = new Watching(folder, { goals: [tickGoal, holdGoalOf()] });
  const two = new Watching(folder, { goals: [tickGoal, holdGoalOf()] }, one.clock);
  two.watches.tick(tickGoal.id, "colleague");
  await two.watches.settled();
  await one.watches.takeTicks();
  await one.watches.takeTicks();
  expect(one.goal()).toEqual({ met: true, progress: "ticked by colleague" });
  expect(one.judged).toHaveLength(1);
});

describe("an slo", () => {
  const probe = (ok: boolean) => ({ verdict: ok ? "ok" : "fail" }) as const;

  it("is not told before enough of its window is covered, and says how much", async () => {
    const watching = new Watching(folder, { goals: [sloOf()] });
    await watching.looks(19 * MINUTE, () => ({}), { everyMs: MINUTE });
    expect(watching.goal()).toMatchObject({ met: null, slo: { good: 20, bad: 0, covered: 0.5 } });
    expect(watching.goal().progress).toContain("window 50 % covered");
  });

  it("is met over a restart, and counts what could not be told for neither side", async () => {
    const first = new Watching(folder, { goals: [sloOf()] });
    await first.looks(19 * MINUTE, () => ({}), { everyMs: MINUTE });
    const watching = await first.restarted(MINUTE);
    await watching.looks(16 * MINUTE, () => ({}), { everyMs: MINUTE });
    await watching.clock.advance(MINUTE);
    await watching.look({}, { verdict: "unknown" });
    await watching.clock.advance(MINUTE);
    await watching.look({}, probe(false));
    expect(watching.goal()).toMatchObject({ met: true, slo: { good: 37, bad: 1, unknown: 1 } });
    expect(watching.goal().progress).toBe("97.368 % of 38 good, target 90 %, budget 26 % burned, 1 unknown");
  });

  it("is missed as soon as its budget is burned for sure, and recovers when the window has passed", async () => {
    const watching = new Watching(folder, { goals: [sloOf()] });
    await watching.looks(3 * MINUTE, () => ({}), { everyMs: MINUTE, verdict: "fail" });
    expect(watching.goal()).toMatchObject({ met: null, slo: { burned: 1 } });
    await watching.clock.advance(MINUTE);
    await watching.look({}, probe(false));
    expect(watching.goal()).toMatchObject({ met: false, slo: { burned: 1.25 } });
    await watching.clock.advance(MINUTE);
    await watching.looks(41 * MINUTE, () => ({}), { everyMs: MINUTE });
    expect(watching.goal()).toMatchObject({ met: true, slo: { bad: 0, burned: 0 } });
  });

  it("does not cover what nobody looked at", async () => {
    const first = new Watching(folder, { goals: [sloOf()] });
    await first.looks(39 * MINUTE, () => ({}), { everyMs: MINUTE });
    expect(first.goal().met).toBe(true);
    const watching = await first.restarted(20 * MINUTE);
    expect(watching.goal()).toMatchObject({ met: null, slo: { good: 20 } });
  });

  it("counts a probe once, whoever delivers it again", async () => {
    const watching = new Watching(folder, { goals: [sloOf()] });
    await watching.look({});
    await watching.look({});
    expect(watching.goal().slo).toMatchObject({ good: 1 });
  });

  it("over facts takes a look that failed because of the target for a bad probe", async () => {
    const watching = new Watching(folder, { goals: [sloOf({ when: { fact: "ms", lt: 500 } })] });
    await watching.look({ ms: 80 });
    await watching.clock.advance(MINUTE);
    await watching.look("no answer", { verdict: "fail" });
    await watching.clock.advance(MINUTE);
    await watching.look("cut off", { verdict: "unknown" });
    expect(watching.goal().slo).toMatchObject({ good: 1, bad: 1, unknown: 1 });
  });

  it("without a budget is missed by one bad probe", async () => {
    const watching = new Watching(folder, { goals: [sloOf({ target: 1 })] });
    await watching.look({}, probe(false));
    expect(watching.goal()).toMatchObject({ met: false });
    expect(watching.goal().progress).toContain("no budget, and it is burned");
  });
});
