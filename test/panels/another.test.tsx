import { expect, it } from "vitest";
import { checkKinds } from "../../checks/index.ts";
import { panels } from "../../panels/index.ts";
import { checkPanel } from "../../panels/parts/check-panel.tsx";
import { commandTable } from "../../src/commands/commands.ts";
import { loadConfig, parseSource } from "../../src/config/load-config.ts";
import type { CockpitEvent, CockpitState } from "../../src/store/state.ts";
import { renderFrame } from "../../src/ui/render-frame.tsx";
import { createTheme } from "../../src/ui/theme/theme.ts";
import { fakeActions } from "../helpers/actions.ts";
import { after, planOf, read, stateOf } from "../helpers/state.ts";

// What a newcomer writes: the panel, and its line in panels/index.ts.
const more = [...panels, checkPanel("costs", "Costs")];
const ids = more.map(({ id }) => id);

const theme = createTheme({ depth: "none", ground: "dark", ascii: false });
const commands = commandTable(ids);

function spent(): CockpitState {
  const plans = [planOf("shop/deploy"), planOf("shop/bill", { panels: ["costs"] })];
  return after(stateOf(plans, { panels: ids }), read("shop/bill", { verdict: "warn", short: "412 of 400 EUR" }));
}

function drawn(state: CockpitState, columns: number, rows: number): string {
  return renderFrame({ state, panels: more, commands, columns, rows, theme });
}

/** What the commands on this key say. */
function pressed(key: string, state: CockpitState): readonly CockpitEvent[] {
  const told: CockpitEvent[] = [];
  const dispatch = (event: CockpitEvent): void => void told.push(event);
  const context = { state, dispatch, actions: fakeActions(), commands, frame: () => "", mostScroll: () => 0 };
  const command = commands.find(({ scope, keys }) => scope === "main" && keys.includes(key));
  void command?.run(context);
  return told;
}

it.each([
  [160, 45],
  [120, 40],
  [80, 24],
  [60, 15],
])("is drawn beside the others at %d×%d with its digit", (columns, rows) => {
  const lines = drawn(spent(), columns, rows).split("\n");
  expect(lines.join("\n")).toMatch(/7 Costs.*▲1/);
  expect(lines.join("\n")).toContain("412 of 400 EUR");
  expect(lines.length).toBe(rows);
  expect(lines.at(-1)).toContain("1-7 panel");
});

it("has the next digit, and its place in the round", () => {
  expect(pressed("7", after(spent(), { type: "panel.focused", panel: "deploy" }))).toEqual([
    { type: "panel.focused", panel: "costs" },
  ]);
  const last = after(spent(), { type: "panel.focused", panel: "stuck" });
  expect(pressed("tab", last)).toEqual([{ type: "panel.focused", panel: "costs" }]);
  expect(pressed("tab", after(last, { type: "panel.focused", panel: "costs" }))).toEqual([
    { type: "panel.focused", panel: "deploy" },
  ]);
});

it("is named in a system file where it is there, and a mistake where it is not", () => {
  const text = `system: shop
title: Shop
tag: sh
environment: production
checks:
  - id: bill
    kind: tcp
    panels: [costs]
    with: { host: 127.0.0.1, port: 9 }
    judge: [{ when: { fact: connectMs, gte: 0 }, verdict: ok, say: fine }]
`;
  const load = (known: readonly string[]) =>
    loadConfig({ sources: [parseSource("shop.yaml", text)], kinds: checkKinds, panels: known, pace: 1 });
  expect(load(ids)).toMatchObject({ problems: [], plans: [{ id: "shop/bill", panels: ["costs"] }] });
  expect(load(panels.map(({ id }) => id)).problems).toMatchObject([{ line: 8, message: 'no panel "costs"' }]);
});

it("past the ninth has no digit, and is reached by tab", () => {
  const ten = [...ids, "eight", "nine", "ten"];
  const digits = commandTable(ten).filter(({ keys }) => /^\d$/.test(keys[0] ?? ""));
  expect(digits.map(({ keys }) => keys[0])).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"]);
  const state = after(stateOf([], { panels: ten }), { type: "panel.focused", panel: "nine" });
  expect(pressed("tab", state)).toEqual([{ type: "panel.focused", panel: "ten" }]);
});
