import { heldBack } from "../../core/change-guard.ts";
import { type Line, span } from "../text/style.ts";
import { buttonLine } from "./buttons.ts";
import type { Dialog } from "./dialog.ts";
import { labelLines, proseLines } from "./label-lines.ts";
import type { OverlayOf, OverlayProps } from "./overlay-props.ts";

/** Tier 1: small and reversible. Cancel has the focus. */
export function confirmDialog(overlay: OverlayOf<"confirm">, { state, theme }: OverlayProps): Dialog {
  const { change, button } = overlay;
  const breaks = change.kind === "break";
  const say = theme.say;
  const times = state.lab ? ` ${theme.ascii ? "x" : "×"}${state.lab.pace}` : "";
  const head: Line = [span(" "), span(` LAB${times} `, "lab"), span(`  ${say(change.system, 60)}`, "bold")];
  const held = heldBack("fault", state.view.presenting !== undefined);
  const effect = breaks
    ? "breaks this simulated system until it is healed; no real system is touched"
    : "puts this simulated system right again";
  const undo = breaks ? "the same entry of the palette heals it" : "the same entry of the palette breaks it again";
  return {
    title: [span(breaks ? "Break it in the lab?" : "Heal it in the lab?", "bold")],
    right: [span("tier 1 of 3", "dim")],
    look: "danger",
    wants: { columns: 84 },
    body: ({ columns }) =>
      [
        head,
        [],
        ...labelLines("Fault", say(change.title), columns, "bold"),
        ...labelLines("Name", say(change.id), columns),
        ...labelLines("Effect", effect, columns),
        ...labelLines("Undo", undo, columns),
        ...labelLines("Who", say(state.operator, 60), columns),
        ...(held === undefined ? [] : proseLines(say(held), columns, "fail-bold")),
        [],
      ].map((line) => ({ line })),
    last: [
      {
        line: buttonLine(["Cancel", breaks ? "Break" : "Heal"], button),
      },
    ],
  };
}
