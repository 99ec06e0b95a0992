import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { alertOf, MINUTE, SECOND, Watching } from "../helpers/watching.ts";

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

describe("pace", () => {
  it("divides the windows of a rate in an alert", async () => {
    const alert = alertOf({ when: { rate: "total", per: "1m", over: "5m", gt: 3 }, forMs: 0, gapMs: 6 * SECOND });
    const watching = new Watching(folder, { alerts: [alert], pace: 15 });
    await watching.looks(20 * SECOND, (ms) => ({ total: ms / SECOND }), { everyMs: 2 * SECOND });
    expect(watching.alert()).toBe("firing");
    expect(watching.seen()).toBe("4 > 3");
  });
});

describe("growth", () => {
  const rate = alertOf({ when: { rate: "total", per: "1m", over: "5m", gt: 3 }, forMs: 0 });
  const flat = alertOf({ when: { flat: "total", over: "5m" }, forMs: 0 });
  const fast = (ms: number) => ({ total: 1000 + (6 * ms) / MINUTE });
  const still = () => ({ total: 1000 });

  it.each([
    [rate, fast],
    [flat, still],
  ] as const)(
    "%# is not told before its window is covered; killed at 4:00 and restarted at 4:20 it is told at 5:00",
    async (alert, facts) => {
      const first = new Watching(folder, { alerts: [alert] });
      await first.looks(4 * MINUTE, facts);
      expect(first.alert()).toBe("insufficient");
      const watching = await first.restarted(20 * SECOND);
      await watching.look(facts(4 * MINUTE + 20 * SECOND));
      expect(watching.alert()).toBe("insufficient");
      await watching.clock.advance(40 * SECOND);
      await watching.look(facts(5 * MINUTE));
      expect(watching.alert()).toBe("firing");
    },
  );

  it.each([
    [rate, fast],
    [flat, still],
  ] as const)("%# restarted at 9:00 is insufficient: a reset could hide in the gap", async (alert, facts) => {
    const first = new Watching(folder, { alerts: [alert] });
    await first.looks(4 * MINUTE, facts);
    const watching = await first.restarted(5 * MINUTE);
    await watching.look(facts(9 * MINUTE));
    expect(watching.alert()).toBe("insufficient");
    await watching.clock.advance(20 * SECOND);
    await watching.looks(5 * MINUTE, (ms) => facts(9 * MINUTE + 20 * SECOND + ms));
    expect(watching.alert()).toBe("firing");
  });

  it("starts anew after a reset, also one that happened while nobody looked", async () => {
    const first = new Watching(folder, { alerts: [rate] });
    await first.looks(6 * MINUTE, fast);
    expect(first.alert()).toBe("firing");
    const watching = await first.restarted(20 * SECOND);
    await watching.looks(4 * MINUTE, (ms) => ({ total: (6 * ms) / MINUTE }));
    expect(watching.alert()).toBe("insufficient");
    expect(watching.seen()).toContain("seen for 240s of 300s");
    await watching.clock.advance(20 * SECOND);
    await watching.looks(40 * SECOND, (ms) => ({ total: 26 + (6 * ms) / MINUTE }));
    expect(watching.alert()).toBe("firing");
  });

  it("that stopped is not read as recovery when the counter could not be read", async () => {
    const watching = new Watching(folder, { alerts: [rate] });
    await watching.looks(6 * MINUTE, fast);
    await watching.clock.advance(20 * SECOND);
    await watching.look({ total: -1 }, { verdict: "unknown" });
    expect(watching.alert()).toBe("insufficient");
  });

  it("keeps long windows in few samples", async () => {
    const alert = alertOf({ when: { flat: "total", over: "1h" }, forMs: 0 });
    const watching = new Watching(folder, { alerts: [alert] });
    await watching.looks(62 * MINUTE, (ms) => ({ total: ms < MINUTE ? 1 : 2 }), { everyMs: 3 * SECOND });
    expect(watching.alert()).toBe("firing");
    expect(watching.watches.counters.of("t/c", "total")?.length).toBeLessThan(800);
  });
});

describe("a ratio", () => {
  const ratio = alertOf({ when: { ratio: ["bad", "all"], gt: 0.25, "of-at-least": 5 }, forMs: MINUTE });

  it.each([
    [{ bad: 0, all: 0 }, "0 of 0: no ratio yet"],
    [{ bad: 2, all: 4 }, "2 of 4: fewer than 5, no ratio yet"],
    [{ all: 40 }, "bad of all: not counted"],
  ])("of %j is unknown: an alert that holds is insufficient then", async (facts, seen) => {
    const watching = new Watching(folder, { alerts: [ratio] });
    await watching.look({ bad: 1, all: 40 });
    await watching.clock.advance(20 * SECOND);
    await watching.look({ bad: 20, all: 40 });
    expect(watching.alert()).toBe("pending");
    await watching.clock.advance(20 * SECOND);
    await watching.look(facts);
    expect(watching.alert()).toBe("insufficient");
    expect(watching.seen()).toBe(seen);
  });

  it("killed and restarted goes on, and says its value", async () => {
    const first = new Watching(folder, { alerts: [ratio] });
    await first.look({ bad: 1, all: 40 });
    expect(first.seen()).toBe("0.03 ≤ 0.25");
    await first.clock.advance(20 * SECOND);
    await first.look({ bad: 4, all: 13 });
    const watching = await first.restarted(MINUTE);
    await watching.look({ bad: 4, all: 13 });
    expect(watching.alert()).toBe("firing");
    expect(watching.seen()).toBe("0.31 > 0.25");
  });
});
