import { isBad, type RowView } from "../../src/store/select-row.ts";
import { sparkLine } from "../../src/ui/draw/spark.ts";
import { nameStyle, numberStyle, rowGlyph, wordStyle } from "../../src/ui/draw/status.ts";
import { widthOf } from "../../src/ui/text/clean.ts";
import { blank, cutEnd, cutMiddle, fitLine, lineWidth, padEnd, padStart, takeColumns } from "../../src/ui/text/line.ts";
import { type Line, span } from "../../src/ui/text/style.ts";
import { wrapText } from "../../src/ui/text/wrap.ts";
import type { Theme } from "../../src/ui/theme/theme.ts";
import type { RowColumns } from "./columns.ts";

/** A row before it is known how many lines it gets. */
export interface DrawnRow {
  readonly row: RowView;
  /** Lines of its words when nothing is cut; at least one. */
  readonly wanted: number;
  readonly hints: readonly Line[];
  /** The row in `lines` lines of words; the last one is cut where words are left over. */
  readonly draw: (lines: number) => readonly Line[];
}

const HINT_LINES = 3;
const WORD_LINES = 4;

/** Of a bad row at most four lines of words and three of its hint; of any other one line of words. */
export function drawRow(row: RowView, at: RowColumns, selected: boolean, theme: Theme): DrawnRow {
  const head = headOf(row, at, selected, theme);
  const age = row.age === "" ? [] : [span(padStart(row.age, 4), "dim")];
  const room = Math.max(0, at.width - lineWidth(head) - (age.length > 0 ? 5 : 0));
  const words = theme.say(row.words, 400);
  const whole = wrapText(words, Math.max(1, at.width - at.prefix), room);
  const wanted = isBad(row.status) ? Math.min(whole.length, WORD_LINES) : 1;
  const spark = wanted === 1 ? sparkOf(row, at, room - widthOf(words) - 1, theme) : [];
  return {
    row,
    wanted,
    hints: hintLines(row, at, theme),
    draw: (lines) => {
      const shown = lines >= whole.length ? whole : cutLines(words, whole, Math.min(lines, wanted), [room, at, theme]);
      const style = wordStyle(row.status);
      const first = [...head, span(shown[0] ?? "", style)];
      const gap = at.width - lineWidth(first) - lineWidth(spark) - lineWidth(age);
      return [
        fitLine([...first, blank(gap), ...spark, ...age], at.width, theme.glyphs.cut),
        ...shown.slice(1).map((text) => [blank(at.prefix), span(text, style)]),
      ];
    },
  };
}

/** Cursor, glyph, tag, name and number, up to where the words start. */
function headOf(row: RowView, at: RowColumns, selected: boolean, theme: Theme): Line {
  const { glyphs } = theme;
  const tag = at.prefix === 6 ? `${padEnd(takeColumns(theme.say(row.tag, 20), 2), 2)} ` : "";
  const title = theme.say(row.title, 100);
  const cap = row.value === undefined ? Math.max(at.tab, at.overflow) : at.numberTab;
  const short =
    row.status === "ok" && row.value === undefined ? Math.max(at.tab, Math.min(at.overflow, widthOf(title))) : cap;
  const room = Math.max(1, at.width - at.prefix);
  const name = cutMiddle(title, Math.min(short, room), glyphs.cut);
  const start: Line = [
    span(selected ? glyphs.cursor : " ", "focus-bold"),
    rowGlyph(row.status, theme, row.was),
    span(" "),
    span(tag, "dim"),
  ];
  if (row.value !== undefined) {
    const number = padStart(row.value, at.numberWidth);
    return [
      ...start,
      span(padEnd(name, at.numberTab + 1), nameStyle(row.status)),
      span(`${number} `, numberStyle(row.status)),
    ];
  }
  const wide = widthOf(name);
  return [...start, span(wide > at.tab ? `${name}  ` : padEnd(name, at.tab + 1), nameStyle(row.status))];
}

function sparkOf(row: RowView, at: RowColumns, room: number, theme: Theme): Line {
  if (room < at.spark || row.status === "stale") return [];
  const over = isBad(row.status) ? wordStyle(row.status) : "warn";
  return sparkLine({ samples: row.spark, threshold: row.threshold, over }, at.spark, theme);
}

function hintLines(row: RowView, at: RowColumns, theme: Theme): readonly Line[] {
  if (row.hint === undefined || at.width < 20) return [];
  const { hint, cut } = theme.glyphs;
  const lead = Math.max(0, at.prefix - 1 - widthOf(hint));
  const width = at.width - at.prefix;
  const lines = wrapText(theme.say(row.hint, 300), width);
  return lines.slice(0, HINT_LINES).map((text, index) => {
    const cutOff = index === HINT_LINES - 1 && lines.length > HINT_LINES;
    const shown = cutOff ? cutEnd(`${text}${cut}`, width, cut) : text;
    return [span(index === 0 ? padEnd(" ".repeat(lead) + hint, at.prefix) : " ".repeat(at.prefix)), span(shown)].map(
      (piece) => ({ ...piece, style: "focus" as const }),
    );
  });
}

/** The words in fewer lines than they want: whole lines, then the rest cut. */
function cutLines(
  words: string,
  whole: readonly string[],
  lines: number,
  [room, at, theme]: readonly [number, RowColumns, Theme],
): readonly string[] {
  const { cut } = theme.glyphs;
  if (lines <= 1) return [cutEnd(words, room, cut)];
  const rest = whole.slice(lines - 1).join(" ");
  return [...whole.slice(0, lines - 1), cutEnd(rest, at.width - at.prefix, cut)];
}
