import { type PaletteEntry, paletteEntries } from "../../commands/palette-entries.ts";
import type { BodyLine } from "../draw/frame.ts";
import { padEnd, spread } from "../text/line.ts";
import { type Line, span } from "../text/style.ts";
import type { Dialog } from "./dialog.ts";
import type { OverlayOf, OverlayProps } from "./overlay-props.ts";

/** Every command, check and system by a few letters. Never a shell. */
export function paletteDialog({ text, index }: OverlayOf<"palette">, props: OverlayProps): Dialog {
  const { state, commands, theme } = props;
  const entries = paletteEntries(commands, state, text);
  const field: Line = [span(" : ", "focus-bold"), span(theme.say(text)), span(theme.glyphs.caret, "focus-bold")];
  return {
    title: [span("Command", "bold"), span("  check, system", "dim"), ...(state.lab ? [span(", fault", "dim")] : [])],
    right: [span(`${entries.length} found`, "dim")],
    look: "focus",
    wants: { columns: 92, rows: Math.min(22, props.rows - 4) },
    body: ({ columns, rows }) => {
      const room = Math.max(1, Math.min(rows, 20) - 2);
      const first = Math.max(0, index - room + 1);
      const shown = entries.slice(first, first + Math.max(room, rows - 2));
      const none: BodyLine[] = shown.length === 0 ? [{ line: [span(" nothing is called that", "dim")] }] : [];
      return [
        { line: field },
        { line: [] },
        ...none,
        ...shown.map((entry, at) => entryLine(entry, at + first === index, columns, theme)),
      ];
    },
  };
}

function entryLine(entry: PaletteEntry, selected: boolean, columns: number, theme: OverlayProps["theme"]): BodyLine {
  const off = entry.reason !== undefined;
  const left: Line = [
    span(selected ? theme.glyphs.cursor : " ", "focus-bold"),
    span(` ${padEnd(entry.kind, 9)}`, "dim"),
    span(theme.say(entry.title, 200), off ? "dim" : "plain"),
    ...(entry.reason === undefined ? [] : [span(`  ${theme.say(entry.reason, 120)}`, "dim")]),
  ];
  const note = theme.say(entry.note, 40);
  return { line: spread(left, [span(` ${note} `, "dim")], columns, theme.glyphs.cut), selected };
}
