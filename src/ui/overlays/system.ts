import { systemLights } from "../../store/select-counts.ts";
import { shownState } from "../../store/select-look.ts";
import type { BodyLine } from "../draw/frame.ts";
import { statusGlyph } from "../draw/status.ts";
import { type Line, span } from "../text/style.ts";
import type { Dialog } from "./dialog.ts";
import type { OverlayOf, OverlayProps } from "./overlay-props.ts";

/** One system, or all of them. The header's counts stay those of all. */
export function systemDialog({ index }: OverlayOf<"system">, { state, theme }: OverlayProps): Dialog {
  const entries: readonly Line[] = [
    [span("all systems", "bold")],
    ...systemLights(shownState(state)).map(
      ({ tag, title, status }): Line => [
        statusGlyph(status, theme),
        span(` ${theme.say(tag, 20).slice(0, 2)} `, "dim"),
        span(theme.say(title, 60)),
      ],
    ),
  ];
  return {
    title: [span("Which system?", "bold")],
    look: "focus",
    wants: { columns: 50 },
    body: ({ rows }) => {
      const first = Math.max(0, index - Math.max(0, rows - 3));
      return entries.slice(first).map((line, at): BodyLine => {
        const selected = at + first === index;
        return { line: [span(selected ? `${theme.glyphs.cursor} ` : "  ", "focus-bold"), ...line], selected };
      });
    },
  };
}
