import { expect, it } from "vitest";
import { stripLine } from "../../panels/parts/strip-line.ts";
import { selectPanel } from "../../src/store/select-panel.ts";
import { createTheme } from "../../src/ui/theme/theme.ts";
import { after, planOf, read, stateOf, T0 } from "../helpers/state.ts";

const theme = createTheme({ depth: "none", ground: "dark", ascii: false });
const MINUTE = 60_000;

function strip(lookedAt: number): string {
  const plans = [
    planOf("opsmantik/a", { panels: ["circuits"] }),
    planOf("opsmantik/b", { panels: ["circuits"], mode: "on-demand" }),
  ];
  const state = after(stateOf(plans), read("opsmantik/b", { at: lookedAt }), read("opsmantik/a", { at: T0 }));
  const view = selectPanel(state, "circuits");
  return stripLine({ view, columns: 40, focused: false, digit: 5, title: "Circuits", theme }).trimEnd();
}

it("says all ok when every row is", () => expect(strip(T0)).toBe(" 5 Circuits   ●2  all ok"));

it("tells rows that stand in no count, and were not seen ok of late", () =>
  expect(strip(T0 - 60 * MINUTE)).toBe(" 5 Circuits   ●1  ok, 1 stale"));

it("tells the row that says what is bad, not one that only names another", () => {
  const failure = { kind: "refused", message: "refuses connections" } as const;
  const plans = [
    planOf("pocketbrain/circuit", { panels: ["circuits"], from: "pocketbrain/ready" }),
    planOf("pocketbrain/ready", { panels: ["circuits"] }),
  ];
  const state = after(stateOf(plans), ...plans.map(({ id }) => read(id, { verdict: "fail", failure })));
  const view = selectPanel(state, "circuits");
  const line = stripLine({ view, columns: 50, focused: false, digit: 5, title: "Circuits", theme });
  expect(line.trimEnd()).toBe(" 5 Circuits   ✘2  po ready, refuses connections");
});

it("tells what a filter hides, and that there is one", () => {
  const plans = [planOf("om/app", { panels: ["circuits"] }), planOf("om/web", { panels: ["circuits"] })];
  const filter = { type: "filter.changed", panel: "circuits", text: "web" } as const;
  const state = after(stateOf(plans), read("om/app", { verdict: "fail", short: "down" }), read("om/web"), filter);
  const view = selectPanel(state, "circuits");
  const line = stripLine({ view, columns: 50, focused: false, digit: 5, title: "Circuits", theme });
  expect(line.trimEnd()).toBe(" 5 Circuits   /web ✘1  om app, down");
});
