import { timesAsked } from "../store/apply-view.ts";
import type { Command, CommandContext } from "./command.ts";

const leave = { group: "Leave" } as const;

function openLeave({ dispatch }: CommandContext): void {
  dispatch({ type: "overlay.opened", overlay: { type: "leave", button: 0 } });
}

/** Once says how, twice asks, thrice leaves. */
function interrupt(context: CommandContext): void {
  const { state, dispatch, actions } = context;
  const before = timesAsked(state.view, "interrupt", state.now);
  dispatch({ type: "asked", what: "interrupt" });
  if (before === 0) dispatch({ type: "notice.shown", text: "ctrl-c again asks to leave, a third time leaves" });
  else if (before === 1) openLeave(context);
  else actions.quit();
}

export const leaveCommands: readonly Command[] = [
  {
    ...leave,
    id: "leave.open",
    title: "leave; asks first",
    keys: ["q"],
    scope: "main",
    footer: { keys: "q", words: "leave", keep: true },
    run: openLeave,
  },
  {
    ...leave,
    id: "interrupt",
    title: "twice asks to leave, thrice leaves",
    keys: ["ctrl+c"],
    scope: "anywhere",
    run: interrupt,
  },
  {
    ...leave,
    id: "suspend",
    title: "suspend",
    keys: ["ctrl+z"],
    scope: "anywhere",
    run: ({ actions }) => actions.suspend(),
  },
];

const dialog = { scope: "leave", group: "Leave" } as const;

export const leaveDialogCommands: readonly Command[] = [
  {
    ...dialog,
    id: "leave.stay",
    title: "stay",
    keys: ["esc", "q"],
    footer: { keys: "esc", words: "stay", keep: true },
    run: ({ dispatch }) => dispatch({ type: "overlay.closed" }),
  },
  {
    ...dialog,
    id: "leave.next",
    title: "next button",
    keys: ["tab", "shift+tab", "left", "right"],
    footer: { keys: "tab", words: "next button", keep: true },
    run({ state: { view }, dispatch }) {
      if (view.overlay?.type === "leave")
        dispatch({ type: "overlay.changed", overlay: { type: "leave", button: 1 - view.overlay.button } });
    },
  },
  {
    ...dialog,
    id: "leave.press",
    title: "press the button with focus",
    keys: ["enter"],
    footer: { keys: "enter", words: "presses the button with focus", keep: true },
    run({ state: { view }, dispatch, actions }) {
      if (view.overlay?.type === "leave" && view.overlay.button === 1) actions.quit();
      else dispatch({ type: "overlay.closed" });
    },
  },
];
