import { graphemes, widthOf } from "./clean.ts";
import type { Line, Span } from "./style.ts";

export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + widthOf(text), 0);
}

export function blank(width: number): Span {
  return { text: " ".repeat(Math.max(0, width)), style: "plain" };
}

/** The start of a text in at most `width` columns. */
export function takeColumns(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let taken = "";
  let used = 0;
  for (const grapheme of graphemes(text)) {
    used += widthOf(grapheme);
    if (used > width) break;
    taken += grapheme;
  }
  return taken;
}

/** The end of a text in at most `width` columns. */
function takeEnd(text: string, width: number): string {
  let taken = "";
  let used = 0;
  for (const grapheme of graphemes(text).toReversed()) {
    used += widthOf(grapheme);
    if (used > width) break;
    taken = grapheme + taken;
  }
  return taken;
}

/** Cuts the end and says so. `mark` is the theme's `…`. */
export function cutEnd(text: string, width: number, mark: string): string {
  if (widthOf(text) <= width) return text;
  return width < widthOf(mark) ? "" : takeColumns(text, width - widthOf(mark)) + mark;
}

/** Cuts the middle, so that the tail of a name stays readable. */
export function cutMiddle(text: string, width: number, mark: string): string {
  if (widthOf(text) <= width) return text;
  const room = width - widthOf(mark);
  if (room < 4) return cutEnd(text, width, mark);
  const head = takeColumns(text, Math.floor(room / 2));
  return head + mark + takeEnd(text, room - widthOf(head));
}

export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

export function padStart(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - widthOf(text))) + text;
}

/** A line of exactly `width` columns: cut with `mark`, or filled with blanks. */
export function fitLine(line: Line, width: number, mark: string): Line {
  const all = lineWidth(line);
  if (all <= width) return all === width ? line : [...line, blank(width - all)];
  const kept: Span[] = [];
  let room = width;
  for (const piece of line) {
    const wide = widthOf(piece.text);
    if (wide > room || (wide === room && room > 0 && piece !== line.at(-1))) {
      kept.push({ ...piece, text: cutEnd(`${piece.text}${mark}`, room, mark) });
      break;
    }
    kept.push(piece);
    room -= wide;
  }
  const used = lineWidth(kept);
  return used < width ? [...kept, blank(width - used)] : kept;
}

/** `left` at the left, `right` at the right, exactly `width` columns; the left gives way. */
export function spread(left: Line, right: Line, width: number, mark: string): Line {
  const room = width - lineWidth(right);
  if (room <= 0) return fitLine(right, width, mark);
  return [...fitLine(left, room, mark), ...right];
}
