import { expect, it } from "vitest";
import { findCommand } from "../../src/commands/scope.ts";
import { compactNumber } from "../../src/store/numbers.ts";
import { countAll, systemLights } from "../../src/store/select-counts.ts";
import { selectDetail } from "../../src/store/select-detail.ts";
import { lookAt } from "../../src/store/select-look.ts";
import { offeredRunbooks } from "../../src/store/select-owed.ts";
import { selectPanel } from "../../src/store/select-panel.ts";
import { type RowView, selectRow } from "../../src/store/select-row.ts";
import type { CockpitEvent, CockpitState } from "../../src/store/state.ts";
import { foldNumber, foldOf, foldWords } from "../../src/ui/draw/counts.ts";
import { fakeActions } from "../helpers/actions.ts";
import { commands } from "../helpers/known.ts";
import { after, planOf, read, type Seen, stateOf, T0 } from "../helpers/state.ts";

const MIN = 60_000;
const ROW = { tag: true, selected: false, ages: false } as const;

function rowOf(over: Parameters<typeof planOf>[1], seen: Seen): RowView {
  const state = after(stateOf([planOf("opsmantik/x", over)]), read("opsmantik/x", seen));
  return selectRow(state, state.checks["opsmantik/x"]!, { tag: true, selected: false, ages: false });
}

function statusAt(state: CockpitState, now: number): string {
  const moved = after(state, { type: "ticked", now });
  const { status, late } = lookAt(moved, moved.checks["opsmantik/x"]!);
  return late ? `${status}, late` : status;
}

it("greys what is old by itself, and waits for a look that is due", () => {
  const plan = planOf("opsmantik/x", { everyMs: 30_000, timeoutMs: 5000, staleAfterMs: 90_000 });
  const state = after(stateOf([plan]), read("opsmantik/x", { at: T0 }, T0 + 30_000));
  expect(statusAt(state, T0 + 40_000)).toBe("ok");
  expect(statusAt(state, T0 + 50_000)).toBe("ok, late");
  expect(statusAt(state, T0 + 90_001)).toBe("stale");
  const rare = after(stateOf([plan]), read("opsmantik/x", { at: T0 }, T0 + 10 * MIN));
  expect(statusAt(rare, T0 + 10 * MIN + 20_000)).toBe("ok");
  expect(statusAt(rare, T0 + 10 * MIN + 20_001)).toBe("stale");
});

it("takes the time of the look for a check that judges another one's answer", () => {
  const source = planOf("opsmantik/source");
  const plan = planOf("opsmantik/x", { from: "opsmantik/source" });
  const state = after(stateOf([source, plan]), read("opsmantik/source", { at: T0 }, T0 + 5 * MIN), {
    ...read("opsmantik/x", { at: T0 }),
    nextAt: undefined,
  } as ReturnType<typeof read>);
  expect(statusAt(state, T0 + 3 * MIN)).toBe("ok");
});

it("leaves an on-demand check that nobody looked at out of the counts", () => {
  const plan = planOf("opsmantik/x", { mode: "on-demand" });
  const state = stateOf([plan]);
  expect(rowWords(state)).toBe("on demand: c looks");
  expect(countAll(state)).toEqual({ fail: 0, warn: 0, unknown: 0, stale: 0, unread: 0, ok: 0 });
  const looked = after(state, { ...read("opsmantik/x"), nextAt: undefined } as ReturnType<typeof read>);
  expect(countAll(looked)).toMatchObject({ ok: 1 });
  expect(countAll(after(looked, { type: "ticked", now: T0 + 60 * MIN }))).toMatchObject({ ok: 0, stale: 0 });
});

it("does not say of a row that nobody plans to look at that it is to come", () => {
  const rows = [
    { status: "ok", counts: true },
    { status: "unread", counts: true },
    { status: "unread", counts: false },
  ] as const;
  expect(foldWords(foldOf(rows))).toBe("+1 to come, 1 ok, 1 not counted");
  expect(foldNumber(foldOf(rows))).toBe("+3");
  const state = stateOf([planOf("opsmantik/x"), planOf("opsmantik/y", { mode: "on-demand" })]);
  expect(selectPanel(state, "deploy").uncounted).toEqual(new Set(["opsmantik/y"]));
});

it("counts nothing that no panel shows", () => {
  const plan = planOf("opsmantik/x", { mode: "on-demand", panels: [] });
  const looked = after(stateOf([plan]), read("opsmantik/x", { verdict: "fail" }, T0));
  expect(countAll(looked)).toMatchObject({ fail: 0 });
});

function rowWords(state: CockpitState): string {
  return selectRow(state, state.checks["opsmantik/x"]!, { tag: true, selected: false, ages: false }).words;
}

it("says when the first look comes", () => {
  const state = stateOf([planOf("opsmantik/x")]);
  expect(rowWords(state)).toBe("not read yet");
  expect(rowWords(after(state, { type: "check.started", checkId: "opsmantik/x", epoch: 1 }))).toBe("looking…");
});

it("puts the number into its column once, and never a sentinel", () => {
  const plan = { value: "n", unit: "pending" };
  expect(rowOf(plan, { summary: "7 pending", facts: { n: 7 } })).toMatchObject({ value: "7", words: "pending" });
  expect(rowOf(plan, { summary: "12 messages, was 4", facts: { n: 12 }, verdict: "warn" })).toMatchObject({
    value: "12",
    words: "pending messages, was 4",
  });
  const sentinel = rowOf(plan, { summary: "not counted: no database", facts: { n: -1 }, verdict: "unknown" });
  expect(sentinel).toMatchObject({ value: undefined, words: "— not counted: no database" });
  expect(JSON.stringify(sentinel)).not.toContain("-1");
});

it("draws no sentinel in a trend, whatever the rules made of the reading", () => {
  const seen = [3, -1, 4].map((n, at) => read("opsmantik/x", { seq: at + 1, facts: { n }, verdict: "warn" }));
  const state = after(stateOf([planOf("opsmantik/x", { trend: "n" })]), ...seen);
  expect(selectRow(state, state.checks["opsmantik/x"]!, ROW).spark).toEqual([3, null, 4]);
});

it("reads seconds as a duration from a minute on", () => {
  const plan = { value: "n", unit: "s" };
  expect(rowOf(plan, { summary: "no fallback", facts: { n: 0 } })).toMatchObject({
    value: "0",
    words: "s no fallback",
  });
  expect(rowOf(plan, { summary: "in fallback", facts: { n: 89.5 } })).toMatchObject({
    value: "1m29s",
    words: "in fallback",
  });
});

it("splits what is so from what to do", () => {
  expect(rowOf({}, { verdict: "fail", summary: "3 failed; look at the queue. Then retry" })).toMatchObject({
    words: "3 failed",
    hint: "look at the queue. Then retry",
  });
  const failure = { kind: "auth", message: "403 from watchtower", hint: "set CRON_SECRET" } as const;
  expect(rowOf({}, { verdict: "unknown", failure })).toMatchObject({
    words: "403 from watchtower",
    hint: "set CRON_SECRET",
  });
  expect(rowOf({}, { summary: "fine; nothing to do" }).hint).toBeUndefined();
});

it("tells a refused secret once: rows that judge the same answer name the row that has its words", () => {
  const failure = { kind: "auth", message: "CRON_SECRET refused: answered 403", hint: "check CRON_SECRET" } as const;
  const [source, derived] = [planOf("opsmantik/watchtower"), planOf("opsmantik/x", { from: "opsmantik/watchtower" })];
  const refused = { verdict: "unknown", failure } as const;
  const state = after(stateOf([source, derived]), read(source.id, refused), read(derived.id, refused));
  const row = (id: string) => selectRow(state, state.checks[id]!, ROW);
  expect(row(source.id)).toMatchObject({ words: failure.message, hint: failure.hint });
  expect(row(derived.id)).toMatchObject({ status: "unknown", words: "see watchtower", hint: undefined });
  expect(state.timeline.map(({ words }) => words)).toEqual([failure.message, "see watchtower"]);
});

it("says of a silent target that this machine is cut off, not what to do at the target", () => {
  const failure = { kind: "timeout", message: "no answer in 5.0s", hint: "look at the proxy" } as const;
  const failed = after(stateOf([planOf("opsmantik/x")]), read("opsmantik/x", { verdict: "fail", failure }));
  expect(selectRow(failed, failed.checks["opsmantik/x"]!, ROW)).toMatchObject({ hint: "look at the proxy" });
  const state = after(failed, { type: "vantage.changed", since: T0, checkIds: ["opsmantik/x"] });
  const row = selectRow(state, state.checks["opsmantik/x"]!, ROW);
  expect(row).toMatchObject({ status: "unknown", words: "this machine is cut off", hint: undefined });
});

it("names a runbook only where it is there", () => {
  const seen = { verdict: "fail", summary: "No session in 60 min. Runbook: no sessions ingested." } as const;
  const before = after(stateOf([planOf("opsmantik/x")]), read("opsmantik/x", seen));
  const hint = (state: CockpitState) => selectRow(state, state.checks["opsmantik/x"]!, ROW).hint;
  const offer = {
    system: "opsmantik",
    title: "Find out why no sessions arrive",
    checks: [],
    steps: [],
    prose: {},
    params: {},
  };
  expect(hint(before)).toBeUndefined();
  expect(hint({ ...before, runbooks: [{ ...offer, id: "opsmantik/other" }] })).toBeUndefined();
  expect(hint({ ...before, runbooks: [{ ...offer, id: "opsmantik/no-sessions-ingested" }] })).toBe(
    "r  Find out why no sessions arrive.",
  );
  expect(selectDetail(before, "opsmantik/x")?.summary).toBe("No session in 60 min.");
});

it("offers the runbooks that look at the check, or at the one whose answer it judges", () => {
  const plans = [planOf("opsmantik/a"), planOf("opsmantik/b", { from: "opsmantik/a" }), planOf("opsmantik/c")];
  const rest = { steps: [], prose: {}, params: {} };
  const offer = { id: "opsmantik/one", system: "opsmantik", title: "One", checks: ["opsmantik/a"], ...rest };
  const state = stateOf(plans, { runbooks: [offer] });
  const fits = plans.map(({ id }) => selectDetail(state, id)?.runbooks);
  expect(fits).toEqual([[offer], [offer], []]);
});

it("offers first the runbook that the verdict's words name, and never a drill for what is broken", () => {
  const plans = [planOf("opsmantik/a"), planOf("opsmantik/b")];
  const rest = { system: "opsmantik", steps: [], prose: {}, params: {} };
  const drill = { ...rest, id: "opsmantik/drill", title: "Drill", drill: true as const, checks: ["opsmantik/a"] };
  const looks = { ...rest, id: "opsmantik/looks", title: "Looks", checks: ["opsmantik/a", "opsmantik/b"] };
  const named = { ...rest, id: "opsmantik/no-sessions", title: "Find out why", checks: [] };
  const summary = "No session in 60 min. Runbook: no sessions.";
  const before = stateOf(plans, { runbooks: [drill, looks, named] });
  const state = after(
    before,
    read("opsmantik/a", { verdict: "fail", summary }),
    read("opsmantik/b", { verdict: "fail", summary: "9 failed" }),
  );
  expect(selectDetail(state, "opsmantik/a")?.runbooks).toEqual([named, looks]);
  expect(offeredRunbooks(state, undefined)).toEqual([
    { id: named.id, fits: ["opsmantik/a"] },
    { id: looks.id, fits: ["opsmantik/a", "opsmantik/b"] },
    { id: drill.id, fits: [] },
  ]);
  expect(offeredRunbooks(state, "opsmantik/b").map(({ id }) => id)).toEqual([looks.id, drill.id, named.id]);
  // The list that is open stays as it was: what is marked must not become another one under the cursor.
  const list = offeredRunbooks(before, undefined);
  const opened = after(before, {
    type: "overlay.opened",
    overlay: { type: "runbooks", index: 0, row: undefined, list },
  });
  const worse = after(opened, read("opsmantik/a", { verdict: "fail", summary }));
  const started: string[] = [];
  const dispatch = (event: CockpitEvent): void => {
    if (event.type === "overlay.opened" && event.overlay.type === "form" && event.overlay.about.kind === "start")
      started.push(event.overlay.about.runbook);
  };
  const context = { state: worse, dispatch, commands, actions: fakeActions(), frame: () => "", mostScroll: () => 0 };
  void findCommand(commands, "runbooks", "enter")?.run(context);
  expect(offeredRunbooks(worse, undefined)[0]?.id).toBe(named.id);
  expect(started).toEqual([drill.id]);
  const failure = { kind: "refused", message: "refused", hint: "Look at it. Runbook: no sessions." } as const;
  const refused = after(before, read("opsmantik/b", { verdict: "fail", failure }));
  expect(selectDetail(refused, "opsmantik/b")?.runbooks).toEqual([named, looks]);
});

it("keeps unknown samples as gaps", () => {
  const state = after(
    stateOf([planOf("opsmantik/x", { trend: "n" })]),
    read("opsmantik/x", { seq: 1, facts: { n: 3 } }),
    read("opsmantik/x", { seq: 2, facts: { n: -1 }, verdict: "unknown" }),
    read("opsmantik/x", { seq: 3, failure: { kind: "timeout", message: "no answer" }, verdict: "fail" }),
    read("opsmantik/x", { seq: 4, facts: { n: 0 } }),
  );
  const row = selectRow(state, state.checks["opsmantik/x"]!, { tag: true, selected: false, ages: false });
  expect(row.spark).toEqual([3, null, null, 0]);
});

it("says the last words of a stale row, without its colour", () => {
  const state = after(stateOf([planOf("opsmantik/x")]), read("opsmantik/x", { at: T0 - 6 * MIN, summary: "v1.8.2" }));
  const row = selectRow(state, state.checks["opsmantik/x"]!, { tag: true, selected: false, ages: false });
  expect(row).toMatchObject({ status: "stale", was: "ok", words: "stale, was v1.8.2", age: "6m" });
});

it.each([
  [0, "0"],
  [0.3077, "0.31"],
  [42.44, "42.4"],
  [1204, "1,204"],
  [12_345, "12.3k"],
  [999_960, "1M"],
  [4_100_000, "4.1M"],
  [-12, "-12"],
])("compacts %d to %s", (value, text) => expect(compactNumber(value)).toBe(text));

it("counts what a filter hides, too: it hides rows, and not what is bad", () => {
  const state = after(
    stateOf([planOf("om/app"), planOf("om/web")]),
    read("om/app", { verdict: "fail" }),
    read("om/web", { verdict: "ok" }),
    { type: "filter.changed", panel: "deploy", text: "web" },
  );
  expect(selectPanel(state, "deploy")).toMatchObject({
    rows: [{ id: "om/web" }],
    all: [{ id: "om/app" }, { id: "om/web" }],
    counts: { fail: 1, ok: 1 },
  });
});

it("filters a panel by name, tag and system, and remembers the cursor", () => {
  const plans = [planOf("opsmantik/app"), planOf("pocketbrain/app", { tag: "pb" }), planOf("job-seek/web")];
  const state = after(
    stateOf(plans),
    { type: "row.moved", panel: "deploy", checkId: "pocketbrain/app" },
    { type: "filter.changed", panel: "deploy", text: "APP" },
  );
  expect(selectPanel(state, "deploy")).toMatchObject({
    all: { length: 3 },
    selected: "pocketbrain/app",
    rows: { length: 2 },
  });
  const one = after(state, { type: "system.chosen", system: "opsmantik" });
  expect(selectPanel(one, "deploy")).toMatchObject({
    all: { length: 1 },
    selected: "opsmantik/app",
    rows: [{ tag: "" }],
  });
  expect(systemLights(state).map(({ tag, status }) => `${tag} ${status}`)).toContain("om unread");
});
