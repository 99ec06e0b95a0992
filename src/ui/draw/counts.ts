import { type Counts, RANKS } from "../../store/select-counts.ts";
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

/** What a panel does not show: `+2 warn, 8 ok`. */
export function foldWords(folded: Counts): string {
  const parts = RANKS.filter((status) => folded[status] > 0).map((status) => `${folded[status]} ${statusName(status)}`);
  return parts.length === 0 ? "" : `+${parts.join(", ")}`;
}

/** The same in one number: `+10`. */
export function foldNumber(folded: Counts): string {
  const all = RANKS.reduce((sum, status) => sum + folded[status], 0);
  return all === 0 ? "" : `+${all}`;
}

function present(counts: Counts): readonly Status[] {
  return RANKS.filter((status) => counts[status] > 0);
}
