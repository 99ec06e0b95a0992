import type { CockpitState } from "../store/state.ts";
import type { Command, CommandContext } from "./command.ts";
import { BACK, type FormKey, type FormStep, formKey } from "./form.ts";
import { type FormOverlay, formSpec, pressForm } from "./forms.ts";
import { scrolled } from "./move.ts";

function openForm({ view: { overlay } }: CockpitState): FormOverlay | undefined {
  return overlay?.type === "form" ? overlay : undefined;
}

async function key(context: CommandContext, name: FormKey): Promise<void> {
  const overlay = openForm(context.state);
  if (overlay) await takeStep(context, overlay, formKey(formSpec(context.state, overlay), overlay, name));
}

async function takeStep(context: CommandContext, overlay: FormOverlay, step: FormStep): Promise<void> {
  const { dispatch } = context;
  if ("refused" in step) dispatch({ type: "notice.shown", text: step.refused });
  else if ("to" in step) dispatch({ type: "overlay.changed", overlay: { ...overlay, ...step.to } });
  else if (step.press === BACK) dispatch({ type: "overlay.closed" });
  else await press(context, overlay, step.press);
}

/** The dialog closes first, so that a second key finds it gone; when nothing came of it, it is there again with the reason. */
async function press(context: CommandContext, overlay: FormOverlay, button: string): Promise<void> {
  const { dispatch } = context;
  dispatch({ type: "overlay.closed" });
  try {
    await pressForm(context, overlay, button);
  } catch (error) {
    dispatch({ type: "overlay.opened", overlay });
    dispatch({ type: "notice.shown", text: error instanceof Error ? error.message : String(error) });
  }
}

function scroll(by: number) {
  return (context: CommandContext): void => {
    const overlay = openForm(context.state);
    if (!overlay) return;
    context.dispatch({
      type: "overlay.changed",
      overlay: { ...overlay, scroll: scrolled(context, overlay.scroll, by) },
    });
  };
}

const base = { scope: "form", group: "Change" } as const;

export const formCommands: readonly Command[] = [
  {
    ...base,
    id: "form.close",
    title: "cancel: nothing is changed",
    keys: ["esc"],
    footer: { keys: "esc", words: "cancel", keep: true },
    run: ({ dispatch }) => dispatch({ type: "overlay.closed" }),
  },
  {
    ...base,
    id: "form.next",
    title: "next field or button",
    keys: ["tab"],
    footer: { keys: "tab", words: "next field", keep: true },
    run: (context) => key(context, "next"),
  },
  {
    ...base,
    id: "form.previous",
    title: "the one before",
    keys: ["shift+tab"],
    run: (context) => key(context, "previous"),
  },
  {
    ...base,
    id: "form.enter",
    title: "press the button with focus; in a field go on to the next, presses nothing",
    keys: ["enter"],
    footer: { keys: "enter", words: "next, or press the button", keep: true },
    run: (context) => key(context, "enter"),
  },
  { ...base, id: "form.left", title: "choose", keys: ["left"], help: "folded", run: (context) => key(context, "left") },
  { ...base, id: "form.right", title: "choose", keys: ["right"], run: (context) => key(context, "right") },
  {
    ...base,
    id: "form.up",
    title: "choose, or go up",
    keys: ["up"],
    help: "folded",
    run: (context) => key(context, "up"),
  },
  { ...base, id: "form.down", title: "choose, or go down", keys: ["down"], run: (context) => key(context, "down") },
  { ...base, id: "form.page-down", title: "scroll down", keys: ["pgdn", "ctrl+d"], run: scroll(8) },
  { ...base, id: "form.page-up", title: "scroll up", keys: ["pgup", "ctrl+u"], run: scroll(-8) },
];
