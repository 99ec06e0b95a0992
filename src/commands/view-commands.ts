import { timesAsked } from "../store/apply-view.ts";
import { TIMELINE } from "../store/view-state.ts";
import { nothingOwed, openOwed } from "./change-commands.ts";
import type { Command, CommandContext } from "./command.ts";
import { moved, rowEvent } from "./move.ts";

const view = { scope: "main", group: "View" } as const;

function filterOf({ view: { filters, focus } }: CommandContext["state"]): string {
  return filters[focus] ?? "";
}

function nextMatch(context: CommandContext, motion: "down" | "up"): void {
  const { state, dispatch } = context;
  if (state.view.focus === TIMELINE) {
    moved(context, motion);
    return;
  }
  const event = rowEvent(state, state.view.focus, motion);
  if (event) dispatch(event);
}

const noFilter = (state: CommandContext["state"]): string | undefined =>
  filterOf(state) === "" ? "no filter here: / sets one" : undefined;

/** Takes back what was last put over the screen. Never quits, never changes anything. */
function back({ state, dispatch }: CommandContext): void {
  const { zoomed, focus, system } = state.view;
  if (zoomed) dispatch({ type: "zoomed", on: false });
  else if (filterOf(state) !== "") dispatch({ type: "filter.changed", panel: focus, text: "" });
  else if (state.frozen) dispatch({ type: "frozen", on: false });
  else if (system !== undefined) dispatch({ type: "system.chosen", system: undefined });
  else if (state.view.presenting !== undefined) leavePresenter({ state, dispatch });
}

/** Once too often esc must not show a room what was hidden from it. */
function leavePresenter({ state, dispatch }: Pick<CommandContext, "state" | "dispatch">): void {
  const before = timesAsked(state.view, "present.leave", state.now);
  dispatch({ type: "asked", what: "present.leave" });
  if (before > 0) present(dispatch, undefined);
  else dispatch({ type: "notice.shown", text: "esc again, or P, leaves the presenter view and shows all names" });
}

function present(dispatch: CommandContext["dispatch"], as: CommandContext["state"]["view"]["presenting"]): void {
  dispatch({ type: "presented", as });
}

export function openPalette({ dispatch }: CommandContext): void {
  dispatch({ type: "overlay.opened", overlay: { type: "palette", text: "", index: 0 } });
}

export const viewCommands: readonly Command[] = [
  {
    ...view,
    id: "filter.open",
    title: "filter the panel",
    keys: ["/"],
    footer: { keys: "/", words: "filter" },
    run({ state, dispatch }) {
      const { focus: panel } = state.view;
      dispatch({ type: "overlay.opened", overlay: { type: "filter", panel, text: filterOf(state) } });
    },
  },
  {
    ...view,
    id: "filter.next",
    title: "next match",
    keys: ["n"],
    help: { keys: "n N", words: "next, previous match" },
    disabled: noFilter,
    run: (context) => nextMatch(context, "down"),
  },
  {
    ...view,
    id: "filter.previous",
    title: "previous match",
    keys: ["N"],
    help: "folded",
    disabled: noFilter,
    run: (context) => nextMatch(context, "up"),
  },
  {
    ...view,
    id: "palette.open",
    title: "command, check or system by name",
    keys: [":"],
    footer: { keys: ":", words: "command", keep: true },
    run: openPalette,
  },
  {
    ...view,
    id: "system.open",
    title: "one system, or all",
    keys: ["s"],
    footer: { keys: "s", words: "system" },
    disabled: (state) => (state.systems.length < 2 ? "there is only one system" : undefined),
    run({ state, dispatch }) {
      const index = state.systems.findIndex(({ id }) => id === state.view.system) + 1;
      dispatch({ type: "overlay.opened", overlay: { type: "system", index } });
    },
  },
  {
    ...view,
    id: "freeze",
    title: "freeze the frame; data goes on",
    keys: ["space"],
    footer: { keys: "space", words: "freeze" },
    run: ({ state, dispatch }) => dispatch({ type: "frozen", on: state.frozen === undefined }),
  },
  {
    ...view,
    id: "frame.save",
    title: "save the frame: text and SVG",
    keys: ["S"],
    async run({ dispatch, actions, frame }) {
      try {
        dispatch({ type: "notice.shown", text: `saved: ${await actions.saveFrame(frame())}` });
      } catch (error) {
        dispatch({
          type: "notice.shown",
          text: `not saved: ${error instanceof Error ? error.message : String(error)}`,
        });
      }
    },
  },
  {
    ...view,
    id: "log.open",
    title: "log of opsdeck itself",
    keys: ["L"],
    run: ({ dispatch }) => dispatch({ type: "overlay.opened", overlay: { type: "log", scroll: 0 } }),
  },
  {
    ...view,
    id: "present",
    title: "presenter view, for a screen that others see",
    keys: ["P"],
    run: ({ state, dispatch }) => present(dispatch, state.view.presenting === undefined ? "shown" : undefined),
  },
  {
    ...view,
    id: "present.blank",
    title: "presenter view: blank",
    keys: ["b"],
    disabled: ({ view: { presenting } }) =>
      presenting === undefined ? "only the presenter view is blanked: P opens it" : undefined,
    run: ({ dispatch }) => present(dispatch, "blank"),
  },
  {
    ...view,
    id: "help.open",
    title: "what the keys do here",
    keys: ["?"],
    footer: { keys: "?", words: "help", keep: true },
    run: ({ dispatch }) => dispatch({ type: "overlay.opened", overlay: { type: "help", text: "", scroll: 0 } }),
  },
  {
    ...view,
    id: "back",
    title: "back: zoom, filter, freeze, system, presenter view; never quits",
    keys: ["esc"],
    run: back,
  },
];

/** While the screen is blank no other key means anything: what is not seen is not pressed. */
export const blankCommands: readonly Command[] = [
  {
    scope: "blank",
    group: "View",
    id: "blank.show",
    title: "show the screen again",
    keys: ["b", "esc"],
    footer: { keys: "b", words: "shows the screen", keep: true },
    run: ({ dispatch }) => present(dispatch, "shown"),
  },
  {
    scope: "blank",
    group: "View",
    id: "blank.duties",
    title: "show open duties and their restore",
    keys: ["R"],
    footer: { keys: "R", words: "shows duties", keep: true },
    disabled: nothingOwed,
    run(context) {
      present(context.dispatch, "shown");
      openOwed(context);
    },
  },
  {
    scope: "blank",
    group: "View",
    id: "blank.leave",
    title: "leave the presenter view",
    keys: ["P"],
    footer: { keys: "P", words: "leaves the presenter view", keep: true },
    run: ({ dispatch }) => present(dispatch, undefined),
  },
];
