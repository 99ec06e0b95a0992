import { heldBack } from "../core/change-guard.ts";
import type { Command, CommandContext } from "./command.ts";

const dialog = { scope: "confirm", group: "Change" } as const;

/** Sends the change once. Whatever comes of it is said in a line, never retried. */
async function press({ state: { view }, dispatch, actions }: CommandContext): Promise<void> {
  const { overlay } = view;
  if (overlay?.type !== "confirm") return;
  if (overlay.button === 0) return dispatch({ type: "overlay.closed" });
  const held = heldBack("fault", view.presenting !== undefined);
  if (held !== undefined) return dispatch({ type: "notice.shown", text: held });
  const { kind, id, title } = overlay.change;
  dispatch({ type: "overlay.closed" });
  dispatch({ type: "notice.shown", text: `${kind === "break" ? "breaking" : "healing"}: ${title}…` });
  try {
    await (kind === "break" ? actions.breakFault(id) : actions.healFault(id));
    dispatch({ type: "notice.shown", text: kind === "break" ? `broken: ${title}` : `healed: ${title}` });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    dispatch({ type: "notice.shown", text: `not ${kind === "break" ? "broken" : "healed"}: ${reason}` });
  }
}

export const confirmCommands: readonly Command[] = [
  {
    ...dialog,
    id: "confirm.cancel",
    title: "cancel",
    keys: ["esc", "q"],
    footer: { keys: "esc", words: "cancel", keep: true },
    run: ({ dispatch }) => dispatch({ type: "overlay.closed" }),
  },
  {
    ...dialog,
    id: "confirm.next",
    title: "next button",
    keys: ["tab", "shift+tab", "left", "right"],
    footer: { keys: "tab", words: "next button", keep: true },
    run({ state: { view }, dispatch }) {
      const { overlay } = view;
      if (overlay?.type === "confirm")
        dispatch({ type: "overlay.changed", overlay: { ...overlay, button: 1 - overlay.button } });
    },
  },
  {
    ...dialog,
    id: "confirm.press",
    title: "press the button with focus",
    keys: ["enter"],
    footer: { keys: "enter", words: "presses the button with focus", keep: true },
    run: press,
  },
];
