import type { Overlay } from "../store/view-state.ts";
import type { Command, CommandContext, Scope } from "./command.ts";
import { scrolled } from "./move.ts";
import { paletteEntries } from "./palette-entries.ts";

const closing = (scope: Scope, id: string, keys: readonly string[], words: string): Command => ({
  id,
  title: words,
  keys,
  scope,
  group: "View",
  footer: { keys: "esc", words, keep: true },
  run: ({ dispatch }) => dispatch({ type: "overlay.closed" }),
});

/** Scrolls what scrolls, moves the mark in what has one. */
function step(context: CommandContext, by: number): void {
  const { state, dispatch } = context;
  const next = state.view.overlay && stepped(state.view.overlay, by, context);
  if (next) dispatch({ type: "overlay.changed", overlay: next });
}

function stepped(overlay: Overlay, by: number, context: CommandContext): Overlay | undefined {
  const { state, commands } = context;
  const within = (value: number, length: number): number => Math.max(0, Math.min(length - 1, value + by));
  switch (overlay.type) {
    case "palette":
      return { ...overlay, index: within(overlay.index, paletteEntries(commands, state, overlay.text).length) };
    case "system":
      return { ...overlay, index: within(overlay.index, state.systems.length + 1) };
    case "log":
    case "help":
      return { ...overlay, scroll: scrolled(context, overlay.scroll, by) };
    default:
      return undefined;
  }
}

const stepping = (scope: Scope, letters: boolean): readonly Command[] =>
  (
    [
      ["down", "next", [...(letters ? ["j"] : []), "down"], 1],
      ["up", "previous", [...(letters ? ["k"] : []), "up"], -1],
      ["page-down", "a page down", ["pgdn", "ctrl+d"], 8],
      ["page-up", "a page up", ["pgup", "ctrl+u"], -8],
    ] as const
  ).map(([id, title, keys, by]) => ({
    id: `${scope}.${id}`,
    title,
    keys,
    scope,
    group: "View",
    repeats: true,
    ...(id === "down" && { footer: { keys: letters ? "j k" : "↑↓", words: "move" } }),
    run: (context) => step(context, by),
  }));

async function pick(context: CommandContext): Promise<void> {
  const { state, dispatch, commands } = context;
  const { overlay } = state.view;
  if (overlay?.type !== "palette") return;
  const entry = paletteEntries(commands, state, overlay.text)[overlay.index];
  if (!entry) return;
  dispatch({ type: "overlay.closed" });
  if (entry.reason === undefined)
    await entry.run({ ...context, state: { ...state, view: { ...state.view, overlay: undefined } } });
  else dispatch({ type: "notice.shown", text: entry.reason });
}

const palette: readonly Command[] = [
  closing("palette", "palette.close", ["esc"], "back"),
  ...stepping("palette", false),
  {
    id: "palette.pick",
    title: "run it",
    keys: ["enter"],
    scope: "palette",
    group: "View",
    footer: { keys: "enter", words: "runs it; what changes something asks first", keep: true },
    run: pick,
  },
];

const filter: readonly Command[] = [
  {
    id: "filter.keep",
    title: "keep the filter",
    keys: ["enter"],
    scope: "filter",
    group: "View",
    footer: { keys: "enter", words: "keep", keep: true },
    run: ({ dispatch }) => dispatch({ type: "overlay.closed" }),
  },
  {
    id: "filter.drop",
    title: "clear the filter",
    keys: ["esc"],
    scope: "filter",
    group: "View",
    footer: { keys: "esc", words: "clear", keep: true },
    run({ state: { view }, dispatch }) {
      if (view.overlay?.type === "filter") dispatch({ type: "filter.changed", panel: view.overlay.panel, text: "" });
      dispatch({ type: "overlay.closed" });
    },
  },
];

const system: readonly Command[] = [
  closing("system", "system.close", ["esc", "q"], "back"),
  ...stepping("system", true),
  {
    id: "system.choose",
    title: "show it",
    keys: ["enter"],
    scope: "system",
    group: "View",
    footer: { keys: "enter", words: "shows it", keep: true },
    run({ state, dispatch }) {
      const { overlay } = state.view;
      if (overlay?.type === "system") dispatch({ type: "system.chosen", system: state.systems[overlay.index - 1]?.id });
      dispatch({ type: "overlay.closed" });
    },
  },
];

export const overlayCommands: readonly Command[] = [
  ...palette,
  ...filter,
  ...system,
  closing("help", "help.close", ["esc", "enter"], "back"),
  ...stepping("help", false),
  closing("log", "log.close", ["esc", "q", "L"], "back"),
  ...stepping("log", true),
];
