import { own } from "../store/own.ts";
import { isTicked } from "../store/select-goal.ts";
import type { Overlay } from "../store/view-state.ts";
import { noRunbooks, openRunbooks } from "./change-commands.ts";
import type { Command, CommandContext } from "./command.ts";
import { evidence } from "./incident-commands.ts";
import { cannotLook, lookNow } from "./look-now.ts";
import { copyCurrent } from "./main-commands.ts";
import { currentRow, rowEvent, scrolled } from "./move.ts";
import { tickGoal } from "./tick.ts";
import { openPalette } from "./view-commands.ts";

const detail = { scope: "detail", group: "Look" } as const;
type Detail = Extract<Overlay, { type: "detail" }>;

function change({ state, dispatch }: CommandContext, by: (overlay: Detail) => Detail): void {
  const { overlay } = state.view;
  if (overlay?.type === "detail") dispatch({ type: "overlay.changed", overlay: by(overlay) });
}

/** The detail follows the cursor of the panel behind it. */
function beside(context: CommandContext, motion: "down" | "up"): void {
  const { state, dispatch } = context;
  const event = rowEvent(state, state.view.focus, motion);
  if (event?.type !== "row.moved") return;
  dispatch(event);
  change(context, (overlay) => ({ ...overlay, checkId: event.checkId, scroll: 0 }));
}

const scroll = (by: number) => (context: CommandContext) =>
  change(context, (overlay) => ({ ...overlay, scroll: scrolled(context, overlay.scroll, by) }));

/** The goal of this detail, when a person ticks it. */
function tickable(state: CommandContext["state"]): string | undefined {
  const { overlay } = state.view;
  const goal = overlay?.type === "detail" ? own(state.goals, overlay.checkId) : undefined;
  return goal && isTicked(goal, state.now) !== undefined ? goal.plan.id : undefined;
}

export const detailCommands: readonly Command[] = [
  {
    ...detail,
    id: "detail.close",
    title: "back",
    keys: ["esc", "q", "enter"],
    footer: { keys: "esc", words: "back", keep: true },
    run: ({ dispatch }) => dispatch({ type: "overlay.closed" }),
  },
  {
    ...detail,
    id: "detail.next",
    title: "next row",
    keys: ["j", "down"],
    footer: { keys: "j k", words: "next row" },
    repeats: true,
    run: (context) => beside(context, "down"),
  },
  {
    ...detail,
    id: "detail.previous",
    title: "previous row",
    keys: ["k", "up"],
    repeats: true,
    run: (context) => beside(context, "up"),
  },
  {
    ...detail,
    id: "detail.runbooks",
    title: "runbooks that fit",
    keys: ["r"],
    footer: { keys: "r", words: "runbooks that fit", keep: true },
    disabled: noRunbooks,
    run: (context) => openRunbooks(context, currentRow(context.state)),
  },
  {
    ...detail,
    id: "detail.raw",
    title: "the raw answer, or the facts",
    keys: ["tab"],
    footer: { keys: "tab", words: "raw answer" },
    run: (context) => change(context, (overlay) => ({ ...overlay, raw: !overlay.raw, scroll: 0 })),
  },
  {
    ...detail,
    id: "detail.check",
    title: "check now",
    keys: ["c"],
    footer: { keys: "c", words: "check now" },
    disabled: (state) => cannotLook(state, currentRow(state)),
    run: (context) => lookNow(context, [currentRow(context.state) ?? ""], "c"),
  },
  { ...detail, ...evidence(), id: "detail.evidence", keys: ["e"] },
  {
    ...detail,
    id: "detail.tick",
    title: "tick a goal, or take the tick back",
    keys: ["t"],
    disabled: (state) => (tickable(state) === undefined ? "only a goal that a person ticks" : undefined),
    run: (context) => tickGoal(context, tickable(context.state) ?? ""),
  },
  {
    ...detail,
    id: "detail.copy",
    title: "copy the row",
    keys: ["y"],
    footer: { keys: "y", words: "copy" },
    run: copyCurrent,
  },
  { ...detail, id: "detail.down", title: "scroll down", keys: ["pgdn", "ctrl+d"], repeats: true, run: scroll(8) },
  { ...detail, id: "detail.up", title: "scroll up", keys: ["pgup", "ctrl+u"], repeats: true, run: scroll(-8) },
  {
    ...detail,
    id: "detail.palette",
    title: "command, check or system by name",
    keys: [":"],
    run: openPalette,
  },
  {
    ...detail,
    id: "detail.help",
    title: "what the keys do here",
    keys: ["?"],
    footer: { keys: "?", words: "help", keep: true },
    run: ({ dispatch }) => dispatch({ type: "overlay.opened", overlay: { type: "help", text: "", scroll: 0 } }),
  },
];
