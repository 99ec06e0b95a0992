import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AlertPlan } from "../../src/core/plan.ts";
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

const BAD = { n: 31 };
const GOOD = { n: 2 };

/** Seen good, then bad for `ms`, looked at every 20 s. */
async function bad(ms: number, over: Partial<AlertPlan> = {}): Promise<Watching> {
  const watching = new Watching(folder, { alerts: [alertOf(over)] });
  await watching.look(GOOD);
  await watching.clock.advance(20 * SECOND);
  await watching.looks(ms, () => BAD);
  return watching;
}

describe("a hold", () => {
  it("counts from the first sample that held and fires when its time is over", async () => {
    const watching = await bad(4 * MINUTE + 40 * SECOND);
    expect(watching.alert()).toBe("pending");
    await watching.clock.advance(20 * SECOND);
    expect(watching.alert()).toBe("pending");
    await watching.look(BAD);
    expect(watching.alert()).toBe("firing");
    expect(watching.judged.at(-1)).toMatchObject({ say: "31 are stale. Look at the worker.", seen: "31 > 10" });
  });

  it("killed at 4:00 and restarted at 4:20 fires at 5:00", async () => {
    const watching = await (await bad(4 * MINUTE)).restarted(20 * SECOND);
    expect(watching.alert()).toBe("pending");
    await watching.looks(20 * SECOND, () => BAD);
    expect(watching.alert()).toBe("pending");
    await watching.clock.advance(20 * SECOND);
    await watching.look(BAD);
    expect(watching.alert()).toBe("firing");
  });

  it("killed at 4:00 and restarted at 9:00 is insufficient, and fires when it has held anew", async () => {
    const watching = await (await bad(4 * MINUTE)).restarted(5 * MINUTE);
    expect(watching.alert()).toBe("insufficient");
    await watching.looks(4 * MINUTE + 40 * SECOND, () => BAD);
    expect(watching.alert()).toBe("insufficient");
    await watching.clock.advance(20 * SECOND);
    await watching.look(BAD);
    expect(watching.alert()).toBe("firing");
  });

  it("is inactive after a restart as soon as a sample says so", async () => {
    const watching = await (await bad(4 * MINUTE)).restarted(5 * MINUTE);
    await watching.look(GOOD);
    expect(watching.alert()).toBe("inactive");
  });

  it("still fires after a restart, and does not begin to", async () => {
    const before = await bad(6 * MINUTE);
    const watching = await before.restarted(20 * SECOND);
    expect(watching.alert()).toBe("firing");
    await watching.look(BAD);
    expect(watching.judged[0]?.memory.hold).toMatchObject({
      samples: 20,
      firedAt: before.judged.at(-1)?.memory.hold?.firedAt,
    });
  });

  it("of which nothing was seen before is insufficient until it has held", async () => {
    const watching = new Watching(folder, { alerts: [alertOf()] });
    expect(watching.alert()).toBe("insufficient");
    await watching.look(BAD);
    expect(watching.alert()).toBe("insufficient");
  });

  it("wants its samples, too", async () => {
    const watching = await bad(MINUTE, { forMs: 10 * SECOND, samples: 5 });
    expect(watching.alert()).toBe("pending");
    await watching.clock.advance(20 * SECOND);
    await watching.look(BAD);
    expect(watching.alert()).toBe("firing");
  });

  it("takes a reading that comes twice for one sample", async () => {
    const watching = await bad(0, { forMs: 0, samples: 2 });
    await watching.look(BAD);
    expect(watching.alert()).toBe("pending");
  });

  it("starts anew with another test, and goes on with another time", async () => {
    const watching = await bad(4 * MINUTE);
    const longer = await watching.restarted(20 * SECOND, { alerts: [alertOf({ forMs: 7 * MINUTE })] });
    expect(longer.alert()).toBe("pending");
    const other = await longer.restarted(0, { alerts: [alertOf({ when: { fact: "n", gt: 12 } })] });
    expect(other.alert()).toBe("insufficient");
  });
});

describe("a gap", () => {
  it("makes a firing alert insufficient by itself, neither firing nor inactive", async () => {
    const watching = await bad(5 * MINUTE);
    await watching.clock.advance(90 * SECOND);
    expect(watching.alert()).toBe("firing");
    await watching.clock.advance(1);
    expect(watching.alert()).toBe("insufficient");
  });

  it("that is no longer than a reading is fresh breaks nothing", async () => {
    const watching = await (await bad(4 * MINUTE)).restarted(90 * SECOND);
    await watching.look(BAD);
    expect(watching.alert()).toBe("firing");
  });

  it("of looks that could not tell starts the hold anew, and says since when", async () => {
    const watching = await bad(4 * MINUTE);
    await watching.clock.advance(20 * SECOND);
    const lostAt = watching.clock.now();
    await watching.look("no answer from t");
    expect(watching.alert()).toBe("insufficient");
    expect(watching.seen()).toBe("no answer from t");
    await watching.clock.advance(20 * SECOND);
    await watching.looks(4 * MINUTE, () => BAD);
    expect(watching.alert()).toBe("insufficient");
    expect(watching.judged.at(-1)?.memory.hold).toMatchObject({ lostAt });
  });

  it("resolves what had fired when a sample says so, and shows it for a while", async () => {
    const watching = await bad(5 * MINUTE);
    await watching.clock.advance(20 * SECOND);
    await watching.look(GOOD);
    expect(watching.alert()).toBe("resolved");
    await watching.looks(9 * MINUTE, () => GOOD);
    expect(watching.alert()).toBe("resolved");
    await watching.looks(2 * MINUTE, () => GOOD);
    expect(watching.alert()).toBe("inactive");
  });

  it("of the clock, set back, starts the hold anew and crashes nothing", async () => {
    const watching = await bad(4 * MINUTE);
    await watching.look(BAD, { at: watching.clock.now() - 60 * MINUTE });
    expect(watching.judged.at(-1)?.memory.hold).toMatchObject({ samples: 1, exact: false });
    const restarted = await watching.restarted(0);
    expect(restarted.alert()).not.toBe("firing");
  });
});

describe("a look that failed", () => {
  it("is no missing fact", async () => {
    const watching = new Watching(folder, { alerts: [alertOf({ when: { fact: "n", missing: true }, forMs: 0 })] });
    await watching.look("no answer");
    expect(watching.alert()).toBe("insufficient");
    await watching.clock.advance(SECOND);
    await watching.look({});
    expect(watching.alert()).toBe("firing");
  });

  it("is a sample for a test of its verdict, and an unknown verdict is none", async () => {
    const watching = new Watching(folder, { alerts: [alertOf({ when: { verdict: "c", in: ["fail"] }, forMs: 0 })] });
    await watching.look("no answer", { verdict: "fail" });
    expect(watching.alert()).toBe("firing");
    await watching.clock.advance(SECOND);
    await watching.look("cut off", { verdict: "unknown" });
    expect(watching.alert()).toBe("insufficient");
  });

  it("because opsdeck closes is no sample", async () => {
    const watching = await bad(5 * MINUTE);
    const failure = { kind: "aborted" as const, message: "stopped" };
    const at = watching.clock.now() + SECOND;
    const base = { checkId: "t/c", seq: 99, at, tookMs: 0, summary: "", short: "", rule: -1, trace: [] };
    watching.watches.read({ ...base, verdict: "unknown", outcome: "failed", failure });
    await Promise.resolve();
    expect(watching.alert()).toBe("firing");
  });
});
