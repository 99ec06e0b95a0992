import { headerCounts } from "../draw/counts.ts";
import { bareHeader, environmentOf, type HeaderView, incidentOf, modeOf } from "../frame/header.ts";
import { lineWidth, spread } from "../text/line.ts";
import { type Line, span } from "../text/style.ts";
import type { Theme } from "../theme/theme.ts";

/** That the screen is shown, what is hidden, and the keys that cover it; the words give way. */
export function presentingLine(blank: boolean, columns: number, theme: Theme): string {
  const says = blank
    ? ["BLANK: b shows the screen again", "b shows it again"]
    : ["people, hosts and paths are hidden", "names are hidden"];
  const keys = blank ? "" : "b blank   space freeze ";
  const fits = says.flatMap((words) => [[words, keys] as const, [words, ""] as const]);
  const [words = "", right = ""] = fits.find(([left, end]) => ` PRESENTING   ${left}  ${end}`.length <= columns) ?? [];
  const line = spread([span(` PRESENTING   ${words}`)], [span(right)], columns, theme.glyphs.cut);
  return theme.paint(line.map(({ text }) => span(text, "presenting")));
}

/** Where, which incident and since when, how bad, and whether something could be changed: without a name of a person. */
export function presenterHeader(view: HeaderView, columns: number, theme: Theme): string {
  const choices = [
    { named: true, long: true },
    { named: true, long: false },
    { named: false, long: false },
  ];
  for (const { named, long } of choices) {
    const left: Line = [...environmentOf(view, theme), ...incidentOf(view, named, theme)];
    const right: Line = [...headerCounts(view.counts, theme, long), span("  "), ...modeOf(view, theme), span(" ")];
    if (lineWidth(left) + 2 + lineWidth(right) <= columns)
      return theme.paint(spread(left, right, columns, theme.glyphs.cut));
  }
  return bareHeader(view, columns, theme);
}

/** A blank screen still says where it is and whether something could be changed. */
export function blankHeader(view: HeaderView, columns: number, theme: Theme): string {
  const right: Line = [...modeOf(view, theme), span(" ")];
  return theme.paint(spread([...environmentOf(view, theme)], right, columns, theme.glyphs.cut));
}
