import { expect, it } from "vitest";
import { panels } from "../../panels/index.ts";
import type { CommandContext } from "../../src/commands/command.ts";
import type { Hold } from "../../src/core/hold.ts";
import type { AlertPlan, GoalPlan } from "../../src/core/plan.ts";
import type { CockpitEvent, CockpitState } from "../../src/store/state.ts";
import { renderFrame } from "../../src/ui/render-frame.tsx";
import { widthOf } from "../../src/ui/text/clean.ts";
import { createTheme } from "../../src/ui/theme/theme.ts";
import { commands } from "../helpers/known.ts";
import { after, planOf, read, stateOf, T0 } from "../helpers/state.ts";

const theme = createTheme({ depth: "none", ground: "dark", ascii: false });
const ascii = createTheme({ depth: "none", ground: "dark", ascii: true });
const MIN = 60_000;

const watched = {
  system: "job-seek",
  tag: "js",
  panels: ["circuits"],
  place: { file: "job-seek/system.yaml", line: 118 },
};
const alert: AlertPlan = {
  ...watched,
  id: "job-seek/alert:stale",
  name: "stale",
  title: "heartbeat stale",
  checkId: "job-seek/metrics",
  when: { ratio: ["withoutHeartbeat", "running"], gt: 0.25 },
  verdict: "fail",
  say: "{withoutHeartbeat} of {running} runs send no heartbeat. Look at the workers.",
  forMs: 5 * MIN,
  samples: 3,
  gapMs: 5 * MIN,
  resolvedMs: 10 * MIN,
};
const goal: GoalPlan = {
  ...watched,
  id: "job-seek/goal:dashboard",
  name: "dashboard",
  title: "Dashboard shows new runs",
  kind: "acceptance",
  by: "operator",
  say: "a run of the last 5 min is there",
};

function stateWith(over: Partial<Hold>): CockpitState {
  const plan = planOf("job-seek/metrics", { panels: ["circuits"], trend: "n", threshold: 5 });
  const since = T0 - 200_000;
  const hold: Hold = {
    truth: true,
    since,
    at: T0,
    samples: 4,
    exact: true,
    lostAt: null,
    firedAt: null,
    resolvedAt: null,
    ...over,
  };
  const say = "4 of 13 runs send no heartbeat. Look at the workers.";
  return after(
    stateOf([plan], { alerts: [alert], goals: [goal] }),
    ...[2, 4, 8].map((n, index) =>
      read(plan.id, {
        seq: index + 1,
        at: T0 - (2 - index) * MIN,
        facts: { n, running: 13 },
        trace: ['{"running":13}'],
      }),
    ),
    { type: "alert.judged", id: alert.id, epoch: 1, hold, seen: "0.31 > 0.25", say, short: undefined },
  );
}

const detail = (checkId: string): CockpitEvent => ({
  type: "overlay.opened",
  overlay: { type: "detail", checkId, scroll: 0, raw: false },
});

function frame(state: CockpitState, columns = 120, rows = 40, look = theme): string {
  return renderFrame({ state, panels, commands, columns, rows, theme: look });
}

it("draws an alert that holds: how far, the curve behind it, what fires it, since when", () => {
  const text = frame(after(stateWith({}), detail(alert.id)));
  expect(text).toMatch(/┏ job-seek \/ heartbeat stale ━+ ▲ holding 3:20 of 5:00 ┓/);
  expect(text).toMatch(/█{40}░{20} {2}3:20 of 5:00/);
  for (const part of [
    "n  2m, a sample every 30s",
    "Fires when  job-seek/system.yaml:118",
    "withoutHeartbeat / running > 0.25 for 5m",
    "now 0.31 > 0.25",
    "Holds since",
    "Fires as  fail",
    '{"running":13}',
  ])
    expect(text).toContain(part);
});

it("does not say of what holds since a time that it is not known since then", () => {
  const lost = (lostAt: number) => frame(after(stateWith({ lostAt }), detail(alert.id)));
  expect(lost(T0 - 200_000)).not.toContain("Not known since");
  expect(lost(T0 - 260_000)).toContain("Not known since");
});

it("shows the raw answer that an alert goes by", () => {
  const raw = { type: "detail", checkId: alert.id, scroll: 0, raw: true } as const;
  const text = frame(after(stateWith({}), { type: "overlay.opened", overlay: raw }));
  expect(text).toMatch(/Last answer {2}redacted; tab goes back[\s\S]*\{"running":13\}/);
  expect(text).not.toContain("Fires when");
});

it("draws an alert that fires with what it means, and a goal that a person ticks", () => {
  const firing = stateWith({ since: T0 - 6 * MIN, firedAt: T0 - MIN });
  const text = frame(after(firing, detail(alert.id)));
  expect(text).toMatch(/✘ firing for 6:00 ┓/);
  expect(text).not.toContain("6:00 of 5:00");
  expect(text).toContain("4 of 13 runs send no heartbeat. Look at the workers.");
  const open = after(firing, detail(goal.id));
  expect(frame(open)).toMatch(
    /Dashboard shows new runs ━+ · not yet ┓[\s\S]*t {2}ticks it[\s\S]*a run of the last 5 min is there/,
  );
  const memory = { tick: { at: T0, by: "oncall" } };
  const ticked = after(open, { type: "goal.judged", id: goal.id, epoch: 1, memory, seen: "" });
  expect(frame(ticked)).toMatch(/● met ┓[\s\S]*ticked by oncall[\s\S]*t {2}takes the tick back/);
  expect(frame(ticked)).toMatch(/Ticked {2}\d\d:\d\d:\d\d/);
  const old = { tick: { at: T0 - 24 * 60 * MIN, by: "oncall" } };
  const before = after(open, { type: "goal.judged", id: goal.id, epoch: 1, memory: old, seen: "" });
  expect(frame(before)).toMatch(/Ticked {2}\d\d-\d\d \d\d:\d\d:\d\d/);
});

it("ticks a goal from its detail and takes the tick back, and nothing else", () => {
  const ticks: (readonly [string, boolean])[] = [];
  const command = commands.find(({ id }) => id === "detail.tick");
  const press = (state: CockpitState): void => {
    const actions = { tick: (id: string, on: boolean) => ticks.push([id, on]) };
    void command?.run({ state, dispatch: () => undefined, actions, commands } as unknown as CommandContext);
  };
  const open = after(stateWith({}), detail(goal.id));
  press(open);
  const memory = { tick: { at: T0, by: "oncall" } };
  press(after(open, { type: "goal.judged", id: goal.id, epoch: 1, memory, seen: "" }));
  press(after(open, detail(alert.id)));
  expect(ticks).toEqual([
    [goal.id, true],
    [goal.id, false],
  ]);
  expect(command?.disabled?.(open)).toBeUndefined();
  expect(command?.disabled?.(after(open, detail(alert.id)))).toMatch(/a person ticks/);
});

it("tells in the detail of a check how far its alerts are", () => {
  const text = frame(after(stateWith({}), detail("job-seek/metrics")));
  expect(text).toMatch(/Alert {2}▲ heartbeat stale: holding 3:20 of 5:00/);
  expect(text).toMatch(/█+░+ {2}3:20 of 5:00/);
});

it("counts what fires and holds in line 2", () => {
  expect(frame(stateWith({})).split("\n")[1]).toMatch(/ alerts 1 holding$/);
  expect(frame(stateWith({ since: T0 - 6 * MIN })).split("\n")[1]).toMatch(/ alerts 1 firing$/);
  expect(frame(stateOf([]), 120, 40).split("\n")[1]).not.toContain("alerts");
});

it.each([
  [160, 45],
  [80, 24],
  [60, 15],
  [40, 10],
])("fits into %d×%d, in ASCII, too", (columns, rows) => {
  for (const id of [alert.id, goal.id, "job-seek/metrics", "job-seek/nobody"])
    for (const look of [theme, ascii]) {
      const lines = frame(after(stateWith({}), detail(id)), columns, rows, look).split("\n");
      expect(lines.length).toBeLessThanOrEqual(rows);
      for (const line of lines) expect(widthOf(line), line).toBeLessThanOrEqual(columns);
      if (look === ascii) expect(lines.join("")).toMatch(/^[ -~]*$/);
    }
});
