import { blank, fitLine, lineWidth } from "../text/line.ts";
import { type Line, type Style, span } from "../text/style.ts";
import type { Box } from "../theme/glyphs.ts";
import type { Theme } from "../theme/theme.ts";

export interface BodyLine {
  readonly line: Line;
  readonly selected?: boolean;
}

export interface Framed {
  readonly title: Line;
  /** At the right of the title line. */
  readonly right?: Line;
  /** At the right of the bottom line; on the title line where there is no bottom. */
  readonly foot?: Line;
  /** The same in fewer signs, for a title line that has no room for it; the longest first. */
  readonly shortFeet?: readonly Line[];
  readonly body: readonly BodyLine[];
  readonly columns: number;
  readonly rows: number;
  readonly look: "plain" | "focus" | "danger";
  /** How a plain box is drawn; absent: as a border. */
  readonly edge?: Style;
  readonly frame: "box" | "rule";
  readonly theme: Theme;
}

/** Exactly `rows` painted lines of exactly `columns` cells. */
export function frameLines(framed: Framed): readonly string[] {
  return framed.frame === "box" ? boxLines(framed) : ruleLines(framed);
}

/** Cells inside the frame. */
export function innerSize(columns: number, rows: number, frame: "box" | "rule"): { columns: number; rows: number } {
  return frame === "box"
    ? { columns: Math.max(0, columns - 2), rows: Math.max(0, rows - 2) }
    : { columns, rows: Math.max(0, rows - 1) };
}

function boxLines({ title, right = [], foot = [], body, columns, rows, look, edge: plain, theme }: Framed) {
  const box = boxOf(look, theme);
  const style = edgeStyle(look, plain);
  const edge = theme.paint([span(box.down, style)]);
  const inner = innerSize(columns, rows, "box");
  const middle = Array.from({ length: inner.rows }, (_, index) => {
    const { line, selected = false } = body[index] ?? { line: [] };
    return edge + theme.paint(fitLine(line, inner.columns, theme.glyphs.cut), selected) + edge;
  });
  const top = rule({ title, right, columns: inner.columns, across: box.across, style, theme });
  const bottom = rule({ title: [], right: foot, columns: inner.columns, across: box.across, style, theme, tail: 1 });
  const lines = [
    theme.paint([span(box.topLeft, style), ...top, span(box.topRight, style)]),
    ...middle,
    theme.paint([span(box.bottomLeft, style), ...bottom, span(box.bottomRight, style)]),
  ];
  return lines.slice(0, rows);
}

function ruleLines(framed: Framed): readonly string[] {
  const { title, body, columns, rows, look, theme } = framed;
  const style = edgeStyle(look);
  const { across } = boxOf(look, theme);
  const top = rule({ title, right: rightOfRule(framed), columns: columns - 1, across, style, theme });
  const lines = [
    theme.paint([span(across, style), ...top]),
    ...body.map(({ line, selected }) => theme.paint(fitLine(line, columns, theme.glyphs.cut), selected)),
  ];
  while (lines.length < rows) lines.push(" ".repeat(columns));
  return lines.slice(0, rows);
}

/** Counts, and what is folded: in as many words as the title leaves room for. */
function rightOfRule({ title, right = [], foot = [], shortFeet = [], columns }: Framed): Line {
  const feet = [foot, ...shortFeet].map((end): Line => {
    const between = right.length > 0 && end.length > 0 ? [span(" ")] : [];
    return [...right, ...between, ...end];
  });
  return feet.find((both) => lineWidth(title) + lineWidth(both) + 6 <= columns) ?? feet.at(-1) ?? [];
}

interface Rule {
  readonly title: Line;
  readonly right: Line;
  readonly columns: number;
  readonly across: string;
  readonly style: Style;
  readonly theme: Theme;
  /** Signs of the rule after the right part. */
  readonly tail?: number;
}

/** Signs of a title that are left when it gives way. */
const TITLE_LEAST = 4;

/** ` title ───── right `: the end of the title gives way to the right part, as long as the title can be told. */
function rule({ title, right, columns, across, style, theme, tail = 0 }: Rule): Line {
  const left: Line = title.length === 0 ? [] : [span(" "), ...title, span(" ")];
  const end: Line = right.length === 0 ? [] : [span(" "), ...right, span(" "), span(across.repeat(tail), style)];
  const room = columns - lineWidth(left) - lineWidth(end);
  if (room >= 1) return [...left, span(across.repeat(room), style), ...end];
  const titleRoom = columns - lineWidth(end) - 3;
  if (title.length > 0 && titleRoom >= TITLE_LEAST)
    return [span(" "), ...fitLine(title, titleRoom, theme.glyphs.cut), span(" "), span(across, style), ...end];
  const short = columns - lineWidth(left);
  if (short >= 0) return [...left, span(across.repeat(short), style)];
  return columns > 2 ? [span(" "), ...fitLine(title, columns - 2, theme.glyphs.cut), span(" ")] : [blank(columns)];
}

function boxOf(look: Framed["look"], { glyphs }: Theme): Box {
  if (look === "focus") return glyphs.focusBox;
  return look === "danger" ? glyphs.dangerBox : glyphs.box;
}

function edgeStyle(look: Framed["look"], plain: Style = "border"): Style {
  if (look === "focus") return "focus";
  return look === "danger" ? "fail" : plain;
}
