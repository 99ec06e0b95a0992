import { worst } from "../../src/store/select-counts.ts";
import type { PanelView } from "../../src/store/select-panel.ts";
import { nameStyle, numberStyle, statusGlyph, statusName, wordStyle } from "../../src/ui/draw/status.ts";
import type { PanelProps } from "../../src/ui/panel.ts";
import { fitLine, padEnd } from "../../src/ui/text/line.ts";
import { type Line, span } from "../../src/ui/text/style.ts";

export interface StripProps extends Omit<PanelProps<PanelView>, "rows" | "frame"> {
  readonly title: string;
}

/** The panel in one line: its worst status and the worst row in words. */
export function stripLine({ view, columns, focused, digit, title, theme }: StripProps): string {
  const name = padEnd(`${digit} ${title}`, 13);
  const filter: Line = view.filter === "" ? [] : [span(`/${theme.say(view.filter, 12)} `, "focus")];
  const line: Line = [
    span(focused ? theme.glyphs.cursor : " ", "focus-bold"),
    span(name, focused ? "focus-bold" : "bold"),
    ...filter,
    ...worstOf(view, theme),
  ];
  return theme.paint(fitLine(line, columns, theme.glyphs.cut));
}

/** "all ok" says that all was seen ok: rows that stand in no count, and are not known now, are told. */
function restOf({ all: rows }: PanelView, theme: StripProps["theme"]): Line {
  const parts = (["unknown", "stale"] as const).flatMap((status) => {
    const found = rows.filter((row) => row.status === status).length;
    return found === 0 ? [] : [`${found} ${statusName(status)}`];
  });
  if (parts.length === 0) return [span("all ok", "dim")];
  return [span("ok, ", "dim"), span(theme.say(parts.join(", ")), "unknown")];
}

function worstOf(view: PanelView, theme: StripProps["theme"]): Line {
  if (view.all.length === 0) return [span("no check", "dim")];
  const status = worst(view.counts);
  const count = view.counts[status];
  const mark = { ...statusGlyph(status, theme), text: padEnd(`${statusGlyph(status, theme).text}${count}`, 4) };
  if (status === "ok") return [mark, ...restOf(view, theme)];
  if (count === 0) return [span("on demand", "dim")];
  const bad = view.all.filter((row) => row.status === status);
  const row = bad.find(({ echo }) => !echo) ?? bad[0];
  if (!row) return [mark];
  const tag = row.tag === "" ? "" : `${theme.say(row.tag, 20).slice(0, 2)} `;
  return [
    mark,
    span(tag, "dim"),
    span(theme.say(row.title, 100), nameStyle(row.status)),
    span(row.value === undefined ? ", " : ` ${row.value} `, numberStyle(row.status)),
    span(theme.say(row.words, 300), wordStyle(row.status)),
  ];
}
