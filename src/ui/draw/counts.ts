import { type Counts, countRows, RANKS } from "../../store/select-counts.ts";
import type { Status } from "../../store/select-look.ts";
import { type Line, type Span, span } from "../text/style.ts";
import type { Theme } from "../theme/theme.ts";
import { statusGlyph, statusName } from "./status.ts";

/** `▲1 ?1 ○1 ●6` for a title line. */
export function countLine(counts: Counts, theme: Theme): Line {
  return present(counts).flatMap((status, index) => [
    ...(index > 0 ? [span(" ")] : []),
    { ...statusGlyph(status, theme), text: `${statusGlyph(status, theme).text}${counts[status]}` },
  ]);
}

/** The header's counts: with words, or as short as `✘7`. A fail is the red cell. */
export function headerCounts(counts: Counts, theme: Theme, long: boolean): Line {
  return present(counts).flatMap((status, index, all): Span[] => {
    const glyph = statusGlyph(status, theme);
    const body = long ? `${glyph.text} ${counts[status]} ${statusName(status)}` : `${glyph.text}${counts[status]}`;
    if (status === "fail") return [span(` ${body} `, "fail-cell"), span(long ? "   " : " ")];
    return [{ ...glyph, text: body }, span(index === all.length - 1 ? "" : long ? "   " : " ")];
  });
}

/** Rows that a panel does not show: those that count by their status, and how many stand in no count. */
export interface Fold {
  readonly counts: Counts;
  readonly uncounted: number;
}

export function foldOf(hidden: readonly { readonly status: Status; readonly counts: boolean }[]): Fold {
  return { counts: countRows(hidden), uncounted: hidden.filter(({ counts }) => !counts).length };
}

/** What a panel does not show: `+2 warn, 8 ok, 3 not counted`. */
export function foldWords({ counts, uncounted }: Fold): string {
  const parts = present(counts).map((status) => `${counts[status]} ${statusName(status)}`);
  if (uncounted > 0) parts.push(`${uncounted} not counted`);
  return parts.length === 0 ? "" : `+${parts.join(", ")}`;
}

/** The same in marks, as a title counts: `+▲2 ●8`. */
export function foldMarks({ counts, uncounted }: Fold, theme: Theme): Line {
  const line = countLine(counts, theme);
  const more = uncounted > 0 ? [span(` ${theme.glyphs.unread}${uncounted}`, "dim")] : [];
  return line.length + more.length === 0 ? [] : [span("+", "dim"), ...line, ...more];
}

/** The same in one number: `+10`. */
export function foldNumber({ counts, uncounted }: Fold): string {
  const all = RANKS.reduce((sum, status) => sum + counts[status], uncounted);
  return all === 0 ? "" : `+${all}`;
}

function present(counts: Counts): readonly Status[] {
  return RANKS.filter((status) => counts[status] > 0);
}
