import { describe, expect, it } from "vitest";
import { checkReport, checkTable, exitOf } from "../../src/cli/check-report.ts";
import { describeTest } from "../../src/core/describe-test.ts";
import { held } from "../../src/core/hold.ts";
import type { AlertPlan, GoalPlan } from "../../src/core/plan.ts";
import { alertCounts } from "../../src/store/select-alert.ts";
import { countAll, systemLights } from "../../src/store/select-counts.ts";
import { selectPanel } from "../../src/store/select-panel.ts";
import { selectWatched } from "../../src/store/select-watched.ts";
import type { CockpitEvent, CockpitState } from "../../src/store/state.ts";
import { after as applied, planOf, read, stateOf, T0 } from "../helpers/state.ts";
import { alertOf, holdGoalOf, MINUTE, SECOND, sloOf, tickGoal } from "../helpers/watching.ts";

const mine = { system: "job-seek", tag: "js", checkId: "job-seek/c" };
const stale = alertOf({
  ...mine,
  id: "job-seek/alert:stale",
  title: "heartbeat stale",
  panels: ["circuits"],
  samples: 2,
});
const plans = [planOf("job-seek/c", { tag: "js" })];

const state = (alerts: readonly AlertPlan[], goals: readonly GoalPlan[] = []): CockpitState =>
  applied(stateOf(plans, { alerts, goals }), read("job-seek/c", { at: T0, facts: { n: 0 } }));

/** Samples every 20 s up to T0, oldest first: what the engine tells. */
function samples(plan: AlertPlan, truths: readonly (boolean | null)[], seen = "0.31 > 0.25", end = T0): CockpitEvent[] {
  let hold: ReturnType<typeof held> | undefined;
  return truths.map((truth, index) => {
    hold = held(hold, { at: end - (truths.length - 1 - index) * 20 * SECOND, truth }, plan);
    const say = "4 of 13 send no heartbeat. Look at the worker.";
    return { type: "alert.judged", id: plan.id, hold, seen, say, short: undefined, epoch: 1 };
  });
}
const held11 = Array.from({ length: 11 }, () => true);
const held16 = Array.from({ length: 16 }, () => true);

const rowOf = (shown: CockpitState, panel = "circuits") => selectPanel(shown, panel).rows[0];

describe("a row of an alert", () => {
  it("holds like a warning, with the time and what comes of it", () => {
    const shown = applied(state([stale]), ...samples(stale, [false, ...held11]));
    expect(rowOf(shown)).toMatchObject({
      id: "job-seek/alert:stale",
      tag: "js",
      status: "warn",
      words: "0.31 > 0.25, 3:20 of 5:00",
      hint: "fires in 1:40 unless it falls",
    });
    expect(selectPanel(shown, "circuits").counts).toMatchObject({ warn: 1, fail: 0 });
    expect(alertCounts(shown)).toEqual({ firing: 0, holding: 1 });
  });

  it("fires with its verdict, and counts as one everywhere", () => {
    const shown = applied(state([stale]), ...samples(stale, [false, ...held16]));
    expect(rowOf(shown)).toMatchObject({ status: "fail", words: "0.31 > 0.25, for 5:00", hint: "Look at the worker" });
    expect(countAll(shown)).toMatchObject({ fail: 1, ok: 1 });
    expect(systemLights(shown).find(({ id }) => id === "job-seek")).toMatchObject({ status: "fail" });
    expect(alertCounts(shown)).toEqual({ firing: 1, holding: 0 });
  });

  it.each([
    [[false], "ok", "0.31 > 0.25"],
    [[false, ...held16, false], "ok", "0.31 > 0.25, resolved just now"],
    [[false, null], "unknown", "0.31 > 0.25"],
    [[true], "unknown", "0.31 > 0.25, 0:00 of 5:00, not known before"],
    [[], "unknown", "not read yet"],
  ] as const)("%# is %s", (truths, status, words) => {
    expect(rowOf(applied(state([stale]), ...samples(stale, truths)))).toMatchObject({ status, words });
  });

  it.each(["", describeTest(stale.when)])("is quiet where no value can be told: %j", (seen) => {
    expect(rowOf(applied(state([stale]), ...samples(stale, [false], seen)))).toMatchObject({
      status: "ok",
      words: "quiet",
    });
  });

  it("is quiet when none of several tests holds, and told as always when they do", () => {
    const both = { ...stale, when: { all: [{ fact: "n", gte: 1 }, stale.when] } };
    const seen = "0 < 1, 0.1 ≤ 0.25";
    expect(rowOf(applied(state([both]), ...samples(both, [false], seen)))).toMatchObject({
      status: "ok",
      words: "quiet",
    });
    const fired = applied(state([both]), ...samples(both, [false, ...held16], "9 ≥ 1, 0.9 > 0.25"));
    expect(fired.timeline.at(-1)?.words).toBe("fires: 9 ≥ 1, 0.9 > 0.25 for 5:00");
    const over = applied(state([both]), ...samples(both, [false, ...held16, false], seen));
    expect(over.timeline.at(-1)?.words).toBe("resolved: quiet");
  });

  it("is to come while its check was not read, and stale when the looks stopped", () => {
    expect(rowOf(stateOf(plans, { alerts: [stale] }))).toMatchObject({ status: "unread", words: "not read yet" });
    const old = applied(state([stale]), ...samples(stale, [false, ...held16]), {
      type: "ticked",
      now: T0 + 3 * MINUTE,
    });
    expect(rowOf(old)).toMatchObject({ status: "stale", was: "fail", words: "stale, not seen for 3m", age: "3m" });
    expect(alertCounts(old)).toEqual({ firing: 0, holding: 0 });
  });

  it("keeps its place under the cursor and answers to the filter", () => {
    const both = state([stale, { ...stale, id: "job-seek/alert:other", title: "other" }]);
    const there = applied(
      both,
      { type: "panel.focused", panel: "circuits" },
      { type: "row.moved", panel: "circuits", checkId: "job-seek/alert:other" },
    );
    expect(selectPanel(there, "circuits").selected).toBe("job-seek/alert:other");
    const found = applied(there, { type: "filter.changed", panel: "circuits", text: "heart" });
    expect(selectPanel(found, "circuits")).toMatchObject({
      all: { length: 2 },
      selected: "job-seek/alert:stale",
      rows: { length: 1 },
    });
  });

  it("stays as it was while the frame is frozen", () => {
    const frozen = applied(state([stale]), ...samples(stale, [false, ...held11]), { type: "frozen", on: true });
    const later = applied(frozen, ...samples(stale, [false]));
    expect(rowOf(later)).toMatchObject({ words: "0.31 > 0.25, 3:20 of 5:00" });
  });
});

describe("news", () => {
  it("rings once when an alert begins to fire, and not for what was so before a restart", () => {
    const fired = applied(state([stale]), ...samples(stale, [false, ...held16, true, true]));
    expect(fired.rings).toBe(1);
    const hold = fired.alerts[stale.id]?.hold;
    const found = { id: stale.id, memory: { hold: hold! }, seen: "", say: "", short: undefined };
    const restored = applied(state([stale]), { type: "watched.restored", judged: [found], epoch: 1 });
    expect(alertCounts(restored).firing).toBe(1);
    const next = held(hold, { at: T0 + 20 * SECOND, truth: true }, stale);
    const event = {
      type: "alert.judged",
      id: stale.id,
      hold: next,
      seen: "",
      say: "",
      short: undefined,
      epoch: 1,
    } as const;
    expect(applied(restored, event)).toMatchObject({ rings: 0, timeline: [] });
  });

  it("that another opsdeck saw rings here, too, once", () => {
    const found = (truths: readonly boolean[]): CockpitEvent => {
      const told = samples(stale, truths, "", T0 + truths.length * 20 * SECOND);
      const hold = applied(state([stale]), ...told).alerts[stale.id]?.hold;
      const judged = [{ id: stale.id, memory: { hold: hold! }, seen: "", say: "", short: undefined }];
      return { type: "watched.restored", judged, epoch: 1 };
    };
    const followed = applied(state([stale]), found([false]), found([false, ...held16]), found([false, ...held16]));
    expect(followed).toMatchObject({ rings: 1, timeline: { length: 1 } });
    const over = applied(followed, found([false, ...held16, false, false]), found([false, ...held16, false, false]));
    expect(over.timeline.map(({ to }) => to)).toEqual(["fail", "ok"]);
  });

  it("stands in the timeline when it fires and when it is resolved", () => {
    const shown = applied(state([stale]), ...samples(stale, [false, ...held16, true, false], "9 > 5"));
    expect(shown.timeline.map(({ checkId, to, words }) => [checkId, to, words])).toEqual([
      [stale.id, "fail", "fires: 9 > 5 for 5:00"],
      [stale.id, "ok", "resolved: 9 > 5"],
    ]);
  });

  it("of another configuration, or of nobody, changes nothing", () => {
    const before = state([stale]);
    const [event] = samples(stale, [true]);
    expect(applied(before, { ...event, epoch: 2 } as CockpitEvent)).toBe(before);
    expect(applied(before, { ...event, id: "__proto__" } as CockpitEvent)).toBe(before);
  });
});

describe("goals", () => {
  const ready = holdGoalOf({ ...mine, id: "job-seek/goal:ready", panels: ["sync"] });
  const slo = sloOf({ ...mine, id: "job-seek/goal:slo" });
  const by = { ...tickGoal, ...mine, id: "job-seek/goal:dashboard", panels: ["sync"] };
  const judged = (id: string, memory: object): CockpitEvent => ({
    type: "goal.judged",
    id,
    memory,
    seen: "",
    epoch: 1,
  });
  const holdOf = (truths: readonly (boolean | null)[]) =>
    truths.reduce<ReturnType<typeof held> | undefined>(
      (hold, truth, index) => held(hold, { at: T0 - (truths.length - 1 - index) * 60 * SECOND, truth }, ready),
      undefined,
    );

  it.each([
    [undefined, "unread", "not seen yet"],
    [[false], "unread", "not yet"],
    [[true, true], "unread", "held 1:00 of 2:00"],
    [[true, true, true], "ok", "held 2:00"],
    [[true, null], "unknown", "cannot be told now, starts anew"],
  ] as const)("%# of a list is %s: open criteria make nothing bad", (truths, status, words) => {
    const shown = applied(state([], [ready]), judged(ready.id, truths ? { hold: holdOf(truths) } : {}));
    expect(rowOf(shown, "sync")).toMatchObject({ status, words, hint: undefined });
    expect(countAll(shown)).toMatchObject({ fail: 0, warn: 0, unknown: 0, unread: 0, ok: status === "ok" ? 2 : 1 });
  });

  it("of an objective warn before the budget is used up, and fail after", () => {
    const tally = (good: number, bad: number) => ({
      tally: Array.from({ length: 40 }, (_, index) => [
        T0 - index * MINUTE,
        index === 0 ? good : 1,
        index === 0 ? bad : 0,
        0,
      ]),
    });
    const at = (good: number, bad: number) =>
      rowOf(applied(state([], [slo]), judged(slo.id, tally(good, bad))), "watchtower");
    expect(at(1, 0)).toMatchObject({ status: "ok" });
    expect(at(1, 4)).toMatchObject({ status: "warn" });
    expect(at(1, 9)).toMatchObject({ status: "fail" });
    expect(rowOf(state([], [slo]), "watchtower")).toMatchObject({ status: "unread", words: "no probe yet" });
  });

  it("by a person say who ticked", () => {
    const shown = applied(state([], [by]), judged(by.id, { tick: { at: T0, by: "oncall" } }));
    expect(rowOf(shown, "sync")).toMatchObject({ status: "ok", words: "ticked by oncall" });
  });
});

describe("the detail", () => {
  it("says how long it has held, since when, and when it fires", () => {
    const view = selectWatched(applied(state([stale]), ...samples(stale, [false, ...held11])), stale.id);
    expect(view).toMatchObject({
      title: "heartbeat stale",
      stands: "holding 3:20 of 5:00",
      summary: "0.31 > 0.25, 3:20 of 5:00; fires in 1:40 unless it falls",
      test: "n > 10 for 5m",
      hold: { heldMs: 200_000, forMs: 300_000 },
      checkId: "job-seek/c",
    });
    expect(view?.times).toContainEqual(["Holds since", T0 - 200_000]);
  });

  it("is there for goals, and for nothing else", () => {
    expect(selectWatched(state([], [tickGoal]), tickGoal.id)).toMatchObject({ kind: "goal", stands: "not yet" });
    expect(selectWatched(state([stale]), "job-seek/c")).toBeUndefined();
  });
});

describe("check --json", () => {
  it("lists alerts and goals of the chosen checks; one that fires is exit code 1", () => {
    const shown = applied(state([stale], [tickGoal]), ...samples(stale, [false, ...held16]));
    const report = checkReport(shown, plans, T0);
    expect(report).toMatchObject({
      verdict: "fail",
      alerts: [
        { id: "job-seek/stale", check: "job-seek/c", state: "firing", forMs: 300_000, heldMs: 300_000, samples: 16 },
      ],
      goals: [],
    });
    expect(exitOf(report)).toBe(1);
    const holding = checkReport(applied(state([stale]), ...samples(stale, [false, true])), plans, T0);
    expect(holding).toMatchObject({ verdict: "ok", alerts: [{ state: "pending" }] });
    expect(exitOf(holding)).toBe(0);
  });

  it("takes nothing for ok that was not seen lately, and says when this machine is cut off", () => {
    const seen = applied(state([stale]), ...samples(stale, [false]));
    const old = checkReport(seen, plans, T0 + 3_600_000);
    expect(old).toMatchObject({ verdict: "unknown", cutOffSince: null });
    expect(old.readings[0]).toMatchObject({
      verdict: "unknown",
      summary: expect.stringMatching(/^Not seen for 1h; it was ok: /),
    });
    const blind = checkReport({ ...seen, vantage: T0 }, plans, T0);
    expect(blind.cutOffSince).toBe(new Date(T0).toISOString());
    expect(checkTable(blind, T0)).toMatch(
      /^\? this machine is cut off: network failures say nothing about the systems\n/,
    );
  });
});
