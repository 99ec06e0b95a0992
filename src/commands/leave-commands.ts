import { timesAsked } from "../store/apply-view.ts";
import type { CockpitState } from "../store/state.ts";
import type { Command, CommandContext } from "./command.ts";
import { formOverlay } from "./forms.ts";

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
    title: "leave, quit; asks first",
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

interface LeaveButton {
  readonly label: string;
  readonly press: (context: CommandContext) => void;
}

/** Stay, restore what is due first, leave. */
export function leaveButtons({ duties }: Pick<CockpitState, "duties">): readonly LeaveButton[] {
  const [first] = duties;
  const stay: LeaveButton = { label: "Stay", press: ({ dispatch }) => dispatch({ type: "overlay.closed" }) };
  const leave: LeaveButton = { label: leaveLabel(duties), press: ({ actions }) => actions.quit() };
  if (!first) return [stay, leave];
  const about = { kind: "restore", duty: first.id } as const;
  const restore: LeaveButton = {
    label: `Restore ${first.id} now`,
    press: ({ dispatch }) => dispatch({ type: "overlay.opened", overlay: formOverlay(about) }),
  };
  return [stay, restore, leave];
}

function leaveLabel(duties: CockpitState["duties"]): string {
  if (duties.length === 0) return "Leave";
  return duties.length === 1
    ? `Leave, ${duties[0]?.id ?? "it"} stays open`
    : `Leave, ${duties.length} duties stay open`;
}

function goTo({ state, dispatch }: CommandContext, by: number): void {
  const { overlay } = state.view;
  if (overlay?.type !== "leave") return;
  const count = leaveButtons(state).length;
  const button = (Math.min(overlay.button, count - 1) + by + count) % count;
  dispatch({ type: "overlay.changed", overlay: { type: "leave", button } });
}

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
    keys: ["tab", "right"],
    footer: { keys: "tab", words: "next button", keep: true },
    run: (context) => goTo(context, 1),
  },
  {
    ...dialog,
    id: "leave.previous",
    title: "previous button",
    keys: ["shift+tab", "left"],
    run: (context) => goTo(context, -1),
  },
  {
    ...dialog,
    id: "leave.press",
    title: "press the button with focus",
    keys: ["enter"],
    footer: { keys: "enter", words: "presses the button with focus", keep: true },
    run(context) {
      const { overlay } = context.state.view;
      const buttons = leaveButtons(context.state);
      if (overlay?.type === "leave") buttons[Math.min(overlay.button, buttons.length - 1)]?.press(context);
    },
  },
];
