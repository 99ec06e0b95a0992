import { expect, it } from "vitest";
import type { CockpitEvent } from "../../src/store/state.ts";
import { after, planOf, read, stateOf } from "../helpers/state.ts";

const plans = [
  planOf("opsmantik/a", { panels: ["sync"] }),
  planOf("opsmantik/b", { panels: ["queues"] }),
  planOf("opsmantik/c", { panels: ["circuits"] }),
  planOf("opsmantik/d", { panels: ["stuck"], mode: "on-demand" }),
];
const start = stateOf(plans);
const say = (name: string, verdict: "ok" | "warn" | "fail", seq = 1): CockpitEvent =>
  read(`opsmantik/${name}`, { verdict, seq });

it("starts at the first panel that has a row, and goes where it is worst", () => {
  expect(start.view.focus).toBe("sync");
  expect(after(start, say("a", "ok")).view.focus).toBe("sync");
  expect(after(start, say("a", "ok"), say("b", "warn")).view.focus).toBe("queues");
  expect(after(start, say("b", "warn"), say("a", "warn")).view.focus).toBe("queues");
  expect(after(start, say("b", "warn"), say("c", "fail")).view.focus).toBe("circuits");
  expect(stateOf([]).view.focus).toBe("deploy");
});

it("stays where it is once every check was looked at", () => {
  const looked = after(start, say("a", "ok"), say("b", "warn"), say("c", "ok"));
  expect(after(looked, say("c", "fail", 2)).view.focus).toBe("queues");
});

it.each<CockpitEvent>([
  { type: "panel.focused", panel: "sync" },
  { type: "zoomed", on: true },
  { type: "row.moved", panel: "sync", checkId: "opsmantik/a" },
  { type: "overlay.opened", overlay: { type: "help", text: "", scroll: 0 } },
])("stays where it is once an operator did something: $type", (event) => {
  expect(after(start, event, say("b", "fail")).view.focus).toBe("sync");
});

it("is not settled by what opsdeck says", () => {
  expect(after(start, { type: "notice.shown", text: "saved" }, say("b", "fail")).view.focus).toBe("queues");
});
