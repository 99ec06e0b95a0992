import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loadConfig, parseSource } from "../../src/config/load-config.ts";
import type { AlertPlan, HoldGoalPlan } from "../../src/core/plan.ts";
import type { Facts, Verdict } from "../../src/core/reading.ts";
import { known } from "../helpers/known.ts";
import { MINUTE, Watching } from "../helpers/watching.ts";

/** What a look sees `ms` after it has become bad (or good again, for a goal); before that it sees `before`. */
interface Story {
  readonly before: Facts;
  readonly later: (ms: number) => Facts;
  readonly verdict?: Verdict;
}
const NAMES = [
  "opens",
  "rejects",
  "openUntil",
  "originUnconfigured",
  "providerTimeout",
  "provider5xx",
  "providerNetworkError",
  "providerCircuitOpen",
  "kvUnavailable",
];
const MORE = ["kvFailures", "invalidClerk", "invalidRotation", "invalidSecret", "fallbackDecrypts", "decryptFailures"];
const isolate = Object.fromEntries([...NAMES, ...MORE].map((name) => [name, 0]));
const growing = (name: string): Story => ({
  before: isolate,
  later: (ms) => ({ ...isolate, [name]: 1 + Math.floor(ms / 15_000) }),
});
const page = { active: 0, dwell: 0, cursorResets: 0 };
const metrics = {
  runningRuns: 8,
  runningWithoutHeartbeat: 0,
  totalEvents: 40,
  failedEvents: 1,
  retriesTriggered: 10,
  retrySuccessRate: 0.9,
  totalRuns: 40,
  completedRuns: 40,
  successRate: 1,
};
const always = (before: Facts, over: Facts): Story => ({ before, later: () => ({ ...before, ...over }) });

const alerts: Readonly<Record<string, Story>> = {
  "pocketbrain/circuit-grows": growing("opens"),
  "pocketbrain/origin-unconfigured-grows": growing("originUnconfigured"),
  "pocketbrain/provider-grows": growing("providerCircuitOpen"),
  "pocketbrain/config-grows": growing("kvFailures"),
  "pocketbrain/cursor-resets-warn": { before: page, later: (ms) => ({ ...page, cursorResets: 10 + ms / 20_000 }) },
  "pocketbrain/cursor-resets-page": { before: page, later: (ms) => ({ ...page, cursorResets: 40 + ms / 5000 }) },
  "pocketbrain/fallback-dwell": { before: page, later: (ms) => ({ ...page, active: 1, dwell: 301 + ms / 1000 }) },
  "job-seek/heartbeat-stale": always(metrics, { runningWithoutHeartbeat: 3 }),
  "job-seek/callbacks-failed": always(metrics, { failedEvents: 9 }),
  "job-seek/retries-fail": always(metrics, { retrySuccessRate: 0.5 }),
  "job-seek/scrapes-fail": always(metrics, { completedRuns: 30, successRate: 0.75 }),
};
const goals: Readonly<Record<string, Story>> = {
  "pocketbrain/ready-healthy": always({}, {}),
  "pocketbrain/circuit-calm": always({ ...isolate, opens: 1, rejects: 5, openUntil: 1 }, { openUntil: 0 }),
  "pocketbrain/rotation-over": always({ ...isolate, fallbackDecrypts: 1 }, {}),
};

const loaded = ["job-seek", "opsmantik", "pocketbrain", "together-bot"].map((system) =>
  loadConfig({
    ...known,
    pace: 1,
    sources: [parseSource("system.yaml", readFileSync(`src/systems/${system}/system.yaml`, "utf8"))],
  }),
);
const plans = loaded.flatMap((one) => one.plans);
const nameOf = ({ system, name }: { readonly system: string; readonly name: string }) => `${system}/${name}`;
const alertPlans = new Map(loaded.flatMap((one) => one.alerts).map((plan) => [nameOf(plan), plan]));
const held = loaded
  .flatMap((one) => one.goals)
  .filter((goal): goal is HoldGoalPlan => "by" in goal && goal.by === "looks");
const goalPlans = new Map(held.filter(({ forMs }) => forMs > 0).map((plan) => [nameOf(plan), plan]));

let root = "";
let folder = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "watched-"));
});
beforeEach(async () => {
  folder = await mkdtemp(join(root, "state-"));
});
afterAll(async () => {
  await Watching.settled();
  await rm(root, { recursive: true, force: true });
});

/** Looks at the check of a plan as often as its file says, and tells the story. */
function telling(plan: AlertPlan | HoldGoalPlan, { before, later, verdict = "ok" }: Story) {
  const id = "checkIds" in plan ? (plan.checkIds[0] ?? "") : plan.checkId;
  const everyMs = plans.find((one) => one.id === id)?.everyMs ?? 0;
  /** Since the first bad look; negative before it. */
  const look = async (watching: Watching, ms: number): Promise<void> => {
    await watching.look(ms < 0 ? before : later(ms), { id, verdict: ms < 0 ? "unknown" : verdict });
  };
  /** Looks from `from` on, one interval after another, as long as `until` is not over. Ends at the last look. */
  const looks = async (watching: Watching, from: number, until: number): Promise<number> => {
    let at = from;
    await look(watching, at);
    while (at + everyMs <= until) {
      await watching.clock.advance(everyMs);
      at += everyMs;
      await look(watching, at);
    }
    return at;
  };
  return { everyMs, looks };
}

/** Seen quiet for long enough for each window, then as the story goes on, for four fifths of the time. */
async function almost(plan: AlertPlan | HoldGoalPlan, story: Story, first: Watching) {
  const { everyMs, looks } = telling(plan, story);
  const quiet = Math.ceil((7 * MINUTE) / everyMs) * everyMs;
  await looks(first, -quiet, -everyMs);
  await first.clock.advance(everyMs);
  return { at: await looks(first, 0, 0.8 * plan.forMs), everyMs, looks };
}

it("each shipped alert, and each goal that has to hold, has its story here", () => {
  expect([...alertPlans.keys()].sort()).toEqual(Object.keys(alerts).sort());
  expect([...goalPlans.keys()].sort()).toEqual(Object.keys(goals).sort());
});

describe.each(Object.entries(alerts))("alert %s", (name, story) => {
  const plan = alertPlans.get(name)!;

  it("killed at four fifths of its time and back at once fires when its time is over", async () => {
    const first = new Watching(folder, { alerts: [plan], plans });
    const { at, everyMs, looks } = await almost(plan, story, first);
    expect(first.alert()).toBe("pending");
    const again = await first.restarted(everyMs);
    const before = await looks(again, at + everyMs, plan.forMs - 1);
    expect(again.alert()).toBe(before < plan.forMs ? "pending" : "firing");
    await again.clock.advance(everyMs);
    await looks(again, before + everyMs, before + everyMs);
    expect(again.alert()).toBe("firing");
  });

  it("back after its time is insufficient: nobody saw what was in between", async () => {
    const first = new Watching(folder, { alerts: [plan], plans });
    const { at, looks } = await almost(plan, story, first);
    const away = plan.gapMs + plan.forMs;
    const again = await first.restarted(away);
    expect(again.alert()).toBe("insufficient");
    await looks(again, at + away, at + away);
    expect(again.alert()).toBe("insufficient");
  });

  it("is inactive while all is as it should be, counters at 0 included", async () => {
    const first = new Watching(folder, { alerts: [plan], plans });
    const { looks, everyMs } = telling(plan, story);
    await looks(first, -20 * everyMs, -everyMs);
    expect(first.alert()).toBe("inactive");
  });
});

describe.each(Object.entries(goals))("goal %s", (name, story) => {
  const plan = goalPlans.get(name)!;

  it("killed at four fifths of its time is met when it is over, and starts anew over a gap", async () => {
    const first = new Watching(folder, { goals: [plan], plans });
    const { at, everyMs, looks } = await almost(plan, story, first);
    const again = await first.restarted(everyMs);
    expect(again.goal()).toMatchObject({ met: false });
    expect(again.goal().progress).toMatch(/^held .* of /);
    const met = await looks(again, at + everyMs, plan.forMs + 6 * MINUTE);
    expect(again.goal().met).toBe(true);
    const away = plan.gapMs + plan.forMs;
    const late = await again.restarted(away);
    expect(late.goal()).toMatchObject({ met: null });
    await looks(late, met + away, met + away);
    expect(late.goal().met).not.toBe(true);
  });
});
