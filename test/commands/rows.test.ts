import { expect, it } from "vitest";
import type { CommandContext } from "../../src/commands/command.ts";
import { rowText } from "../../src/commands/copy-row.ts";
import { paletteEntries } from "../../src/commands/palette-entries.ts";
import type { CockpitEvent, CockpitState } from "../../src/store/state.ts";
import { fakeActions } from "../helpers/actions.ts";
import { commands } from "../helpers/known.ts";
import { after, planOf, read, stateOf, T0 } from "../helpers/state.ts";
import { alertOf, tickGoal } from "../helpers/watching.ts";

const at = { system: "job-seek", tag: "js", panels: ["circuits"] };
const alert = alertOf({ ...at, id: "job-seek/alert:stale", checkId: "job-seek/c" });
const goal = { ...tickGoal, ...at, id: "job-seek/goal:seen" };
const start = after(
  stateOf([planOf("job-seek/c", { panels: ["circuits"] })], { alerts: [alert], goals: [goal] }),
  { type: "panel.focused", panel: "circuits" },
  read("job-seek/c", { at: T0 }),
);

/** Runs what `find` picks, and tells what it asked of the machine and of the store. */
function run(state: CockpitState, act: (context: CommandContext) => unknown) {
  const asked: unknown[] = [];
  const events: CockpitEvent[] = [];
  const actions = fakeActions([], {
    runNow: (ids) => void asked.push(["look", ...ids]),
    tick: (id, on) => void asked.push(["tick", id, on]),
  });
  const dispatch = (event: CockpitEvent): void => void events.push(event);
  void act({ state, dispatch, actions, commands, frame: () => "", mostScroll: () => 0 });
  return { asked, events };
}
const command = (id: string) => commands.find((one) => one.id === id)!;
const on = (checkId: string) => after(start, { type: "row.moved", panel: "circuits", checkId });

it("moves the cursor over checks, alerts and goals, and opens the detail of each", () => {
  const { events } = run(on(alert.id), command("row.down").run);
  expect(events).toEqual([{ type: "row.moved", panel: "circuits", checkId: goal.id }]);
  const opened = run(on(goal.id), command("row.detail").run).events;
  expect(opened).toMatchObject([{ type: "overlay.opened", overlay: { type: "detail", checkId: goal.id } }]);
});

it("looks at the check behind an alert; behind a goal that a person ticks there is none", () => {
  expect(run(on(alert.id), command("check.row").run).asked).toEqual([["look", "job-seek/c"]]);
  expect(command("check.row").disabled?.(on(alert.id))).toBeUndefined();
  expect(command("check.row").disabled?.(on(goal.id))).toContain("no look of its own");
  expect(run(start, command("check.panel").run).asked).toEqual([["look", "job-seek/c"]]);
});

it("copies the row of an alert", () => {
  expect(rowText(start, alert.id)).toBe("production job-seek/alert:stale UNKNOWN: not read yet");
});

it("ticks a goal that only a person can tell, and takes it back", () => {
  const tick = (state: CockpitState) => paletteEntries(commands, state, "").find(({ kind }) => kind === "tick")!;
  expect(tick(start).title).toBe("Tick: dashboard shows sessions");
  expect(run(start, tick(start).run).asked).toEqual([["tick", goal.id, true]]);
  const memory = { tick: { at: T0, by: "oncall" } };
  const ticked = after(start, { type: "goal.judged", id: goal.id, memory, seen: "", epoch: 1 });
  expect(tick(ticked).title).toBe("Take back: dashboard shows sessions");
  expect(run(ticked, tick(ticked).run).asked).toEqual([["tick", goal.id, false]]);
});
