import { panelRows } from "../store/select-panel.ts";
import type { CockpitState } from "../store/state.ts";
import { RUNBOOK, TIMELINE } from "../store/view-state.ts";
import type { Command, CommandContext } from "./command.ts";
import { rowText } from "./copy-row.ts";
import { cannotLook, lookNow } from "./look-now.ts";
import { currentRow, type Motion, moved, panelBeside } from "./move.ts";

const look = { scope: "main", group: "Look" } as const;

function focusOn({ state, dispatch }: CommandContext, panel: string): void {
  if (state.view.focus === panel) dispatch({ type: "zoomed", on: !state.view.zoomed });
  else dispatch({ type: "panel.focused", panel });
}

/** As many panels as there are digits for have one; the others are reached by tab. */
const MOST_DIGITS = 9;

/** The keys of the panels, for the key line and the help. */
export function panelDigits(panels: readonly string[]): string {
  return `1-${Math.min(panels.length, MOST_DIGITS)}`;
}

function digitCommands(panels: readonly string[]): readonly Command[] {
  const keys = panelDigits(panels);
  return panels.slice(0, MOST_DIGITS).map(
    (panel, index): Command => ({
      ...look,
      id: `panel.${panel}`,
      title: `focus ${panel}, again zooms`,
      keys: [String(index + 1)],
      repeats: true,
      ...(index === 0
        ? {
            footer: { keys, words: "panel", keep: true },
            help: { keys, words: "focus a panel, again zooms" },
          }
        : { help: "folded" }),
      run: (context) => focusOn(context, panel),
    }),
  );
}

const focus: readonly Command[] = [
  {
    ...look,
    id: "panel.timeline",
    title: "focus the runbook, or the timeline; again zooms",
    keys: ["0"],
    repeats: true,
    run: (context) => focusOn(context, context.state.run ? RUNBOOK : TIMELINE),
  },
  {
    ...look,
    id: "timeline.whole",
    title: "the whole timeline, also while a runbook runs",
    keys: ["T"],
    run({ dispatch }) {
      dispatch({ type: "panel.focused", panel: TIMELINE });
      dispatch({ type: "zoomed", on: true });
    },
  },
  {
    ...look,
    id: "panel.next",
    title: "next panel",
    keys: ["tab", "l", "right"],
    help: { keys: "tab h l", words: "next, previous panel" },
    repeats: true,
    run: ({ state, dispatch }) => dispatch({ type: "panel.focused", panel: panelBeside(state, 1) }),
  },
  {
    ...look,
    id: "panel.previous",
    title: "previous panel",
    keys: ["shift+tab", "h", "left"],
    help: "folded",
    repeats: true,
    run: ({ state, dispatch }) => dispatch({ type: "panel.focused", panel: panelBeside(state, -1) }),
  },
];

const motion = (id: string, title: string, keys: readonly string[], by: Motion): Command => ({
  ...look,
  id,
  title,
  keys,
  help: by === "down" ? { keys: "j k g G", words: "move, first, last; pgup, pgdn" } : "folded",
  repeats: true,
  run: (context) => moved(context, by),
});

const rows: readonly Command[] = [
  motion("row.down", "next row", ["j", "down"], "down"),
  motion("row.up", "previous row", ["k", "up"], "up"),
  motion("row.page-down", "a page down", ["pgdn", "ctrl+d"], "pageDown"),
  motion("row.page-up", "a page up", ["pgup", "ctrl+u"], "pageUp"),
  motion("row.first", "first row", ["g", "home"], "first"),
  motion("row.last", "last row", ["G", "end"], "last"),
  {
    ...look,
    id: "row.detail",
    title: "detail of the row",
    keys: ["enter"],
    footer: { keys: "enter", words: "detail", keep: true },
    disabled: (state) => (currentRow(state) === undefined ? "no row here" : undefined),
    run({ state, dispatch }) {
      const checkId = currentRow(state);
      if (checkId !== undefined)
        dispatch({ type: "overlay.opened", overlay: { type: "detail", checkId, scroll: 0, raw: false } });
    },
  },
  {
    ...look,
    id: "row.copy",
    title: "copy the row",
    keys: ["y"],
    disabled: (state) => (currentRow(state) === undefined ? "no row here" : undefined),
    run: copyCurrent,
  },
];

/** The checks of the panel with the focus. */
function checksOf(state: CockpitState): readonly string[] {
  return panelRows(state, state.view.focus).flatMap(({ kind, id }) => (kind === "check" ? [id] : []));
}

const checks: readonly Command[] = [
  {
    ...look,
    id: "check.row",
    title: "check now: this row",
    keys: ["c"],
    footer: { keys: "c", words: "check now" },
    disabled: (state) => cannotLook(state, currentRow(state)),
    run: (context) => lookNow(context, [currentRow(context.state) ?? ""], "c"),
  },
  {
    ...look,
    id: "check.panel",
    title: "check now: the panel",
    keys: ["C"],
    disabled: (state) => (checksOf(state).length === 0 ? "no check in this panel" : undefined),
    run: (context) => lookNow(context, checksOf(context.state), "C"),
  },
];

/** The row of the open detail, else the one under the cursor; nothing without one. No terminal confirms OSC 52. */
export function copyCurrent({ state, dispatch, actions }: CommandContext): void {
  const text = rowText(state, currentRow(state) ?? "");
  if (text === undefined) return;
  actions.copy(text);
  dispatch({ type: "notice.shown", text: "copied, if your terminal takes OSC 52" });
}

/** `panels` in the order of their digits. */
export function lookCommands(panels: readonly string[]): readonly Command[] {
  return [...digitCommands(panels), ...focus, ...rows, ...checks];
}
