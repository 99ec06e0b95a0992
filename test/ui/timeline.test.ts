import { expect, it } from "vitest";
import { panels } from "../../panels/index.ts";
import { findCommand } from "../../src/commands/scope.ts";
import type { StoryEntry } from "../../src/core/incident.ts";
import type { CockpitEvent, CockpitState } from "../../src/store/state.ts";
import { selectTimeline, timelineLines } from "../../src/ui/frame/timeline.ts";
import { renderFrame } from "../../src/ui/render-frame.tsx";
import { createTheme } from "../../src/ui/theme/theme.ts";
import { fakeActions } from "../helpers/actions.ts";
import { commands } from "../helpers/known.ts";
import { runView } from "../helpers/run.ts";
import { after, planOf, read, stateOf, T0 } from "../helpers/state.ts";

const theme = createTheme({ depth: "none", ground: "dark", ascii: false });
const story: readonly StoryEntry[] = [
  { at: T0 - 60_000, kind: "incident", by: "ann", words: "opened: tracking is down (production)" },
  { at: T0 - 50_000, kind: "step", by: "ann", words: "break-token begins" },
  { at: T0 - 40_000, kind: "change", by: "ann", words: "sends vercel-env to opsmantik" },
  { at: T0 - 30_000, kind: "duty", by: "ann", words: "D7-1 applied" },
  { at: T0 - 20_000, kind: "note", by: "bob", words: "customers write in" },
];
const told: CockpitEvent = { type: "story.told", entries: story, anew: true };
const state = after(
  stateOf([planOf("opsmantik/app")]),
  read("opsmantik/app", { seq: 1, at: T0 - 55_000 }),
  read("opsmantik/app", { seq: 2, at: T0 - 45_000, verdict: "fail", summary: "refused" }),
  told,
  { type: "panel.focused", panel: "timeline" },
);

function lines(of: CockpitState, rows = 10): readonly string[] {
  const drawn = timelineLines(selectTimeline(of), { columns: 90, rows, frame: "rule", clock: false, theme });
  return drawn.map((line) => line.replace(/^([ ›])\d\d:\d\d:\d\d/, "$1").trimEnd());
}

it("tells changes of rows, steps, changes, duties and notes of the incident by time, newest first", () => {
  expect(lines(state)).toMatchInlineSnapshot(`
    [
      "━ 0 Timeline ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 6 lines",
      "› · note                   bob: customers write in",
      "  ◆ duty                   D7-1 applied",
      "  → change                 sends vercel-env to opsmantik",
      "  ✘ op/app                 ok → fail        refused",
      "  ▸ step                   break-token begins",
      "  · incident               ann: opened: tracking is down (production)",
      "",
      "",
      "",
    ]
  `);
});

it("has a row that goes to and fro once, where nobody looks at each change", () => {
  const flaps = [0, 1, 2, 3, 4].map((n) =>
    read("opsmantik/app", { seq: 3 + n, at: T0 - 40_000 + n * 5_000, verdict: n % 2 === 0 ? "ok" : "fail" }),
  );
  const long = read("opsmantik/app", { seq: 2, at: T0 - 900_000, verdict: "fail" });
  const begun = read("opsmantik/app", { seq: 1, at: T0 - 910_000 });
  const seen = after(stateOf([planOf("opsmantik/app")]), begun, long, ...flaps, told);
  const aside = after(seen, { type: "panel.focused", panel: "sync" });
  const rows = lines(aside).filter((line) => line.includes("op/app"));
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatch(/● op\/app +fail → ok +5× since \d\d:\d\d: /);
  expect(lines(aside)[0]).toMatch(/ 11 lines$/);
  const looking = after(seen, { type: "panel.focused", panel: "timeline" });
  expect(lines(looking, 14).filter((line) => line.includes("op/app"))).toHaveLength(6);
});

it("has a cursor on its first line, whose row enter opens; a line of the journal has none", () => {
  const enter = findCommand(commands, "main", "enter");
  const down = (of: CockpitState, to: number) => after(of, { type: "timeline.scrolled", to });
  expect(enter?.disabled?.(state)).toBe("no row here");
  const onChange = down(state, 3);
  expect(lines(onChange)[1]).toMatch(/^› ✘ op\/app/);
  expect(enter?.disabled?.(onChange)).toBeUndefined();
  const dispatched: CockpitEvent[] = [];
  const dispatch = (event: CockpitEvent): void => void dispatched.push(event);
  const context = { state: onChange, dispatch, commands, actions: fakeActions(), frame: () => "", mostScroll: () => 0 };
  void enter?.run(context);
  expect(dispatched).toMatchObject([{ overlay: { type: "detail", checkId: "opsmantik/app" } }]);
});

it("is filtered by any word of a line, and says how many there are", () => {
  const filtered = after(state, { type: "filter.changed", panel: "timeline", text: "TOKEN" });
  expect(lines(filtered).join("\n")).toMatch(/0 Timeline \/TOKEN 1 of 6 .* 6 lines\n.*step +break-token begins/);
  const none = after(state, { type: "filter.changed", panel: "timeline", text: "zzz" });
  expect(lines(none)[1]).toBe(" none of 6 lines matches /zzz: esc clears the filter");
  expect(lines(after(none, { type: "filter.changed", panel: "timeline", text: "" })).length).toBe(lines(state).length);
});

it("begins at its newest line whenever the filter changes, and never shows nothing for having scrolled too far", () => {
  const far = after(state, { type: "timeline.scrolled", to: 400 });
  expect(lines(far)[1]).toContain("opened: tracking is down");
  expect(lines(after(far, { type: "filter.changed", panel: "timeline", text: "opsmantik" }))[1]).toContain(
    "vercel-env",
  );
});

it("keeps what was told last, and begins anew with another incident", () => {
  const more = after(state, {
    type: "story.told",
    entries: [{ at: T0, kind: "note", by: "bob", words: "later" }],
    anew: false,
  });
  expect(more.story).toHaveLength(6);
  expect(after(more, { type: "story.told", entries: story.slice(0, 1), anew: true }).story).toHaveLength(1);
  const many = Array.from({ length: 600 }, (_, at): StoryEntry => ({ at, kind: "note", by: "x", words: String(at) }));
  const full = after(state, { type: "story.told", entries: many, anew: false });
  expect([full.story.length, full.story.at(-1)?.words]).toEqual([500, "599"]);
});

it("says in one line, too, that it has the focus and what it is filtered by", () => {
  const first = (of: CockpitState): string => {
    const options = { columns: 80, rows: 1, frame: "none", clock: false, theme } as const;
    return timelineLines(selectTimeline(of), options)[0] ?? "";
  };
  expect(first(state)).toMatch(/^›\d\d:\d\d · note +bob: customers/);
  expect(first(after(state, { type: "panel.focused", panel: "sync" }))).toMatch(/^ \d\d:\d\d · note/);
  const filtered = after(state, { type: "filter.changed", panel: "timeline", text: "TOKEN" });
  expect(first(filtered)).toMatch(/^›\/TOKEN 1 of 6 \d\d:\d\d ▸ step +break-token begins/);
});

it("is shown whole by T, also while a runbook has its place", () => {
  let now = after(state, { type: "run.shown", view: runView() }, { type: "panel.focused", panel: "runbook" });
  const dispatch = (event: CockpitEvent): void => {
    now = after(now, event);
  };
  const context = { state: now, dispatch, commands, actions: fakeActions(), frame: () => "", mostScroll: () => 0 };
  void findCommand(commands, "runbook", "T")?.run(context);
  const text = renderFrame({ state: now, panels, commands, columns: 80, rows: 24, theme });
  expect(text).toContain("0 Timeline");
  expect(text).toContain("customers write in");
  expect(text).not.toContain("Force a QStash publish failure");
});
