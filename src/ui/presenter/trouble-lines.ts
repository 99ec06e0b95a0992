import { shortDuration } from "../../core/duration.ts";
import { plural } from "../../core/plural.ts";
import type { Counts } from "../../store/select-counts.ts";
import type { Trouble } from "../../store/select-trouble.ts";
import { nameStyle, rowGlyph, wordStyle } from "../draw/status.ts";
import { widthOf } from "../text/clean.ts";
import { blank, cutEnd, lineWidth, padEnd } from "../text/line.ts";
import { type Line, span } from "../text/style.ts";
import { hourOfDay } from "../text/time.ts";
import { wrapText } from "../text/wrap.ts";
import type { Theme } from "../theme/theme.ts";

export interface TroubleRoom {
  readonly columns: number;
  readonly rows: number;
  readonly now: number;
}

/** From so many columns name, words and time stand beside each other. */
const WIDE = 70;
/** And from so many there is room for the time at which it began. */
const SINCE = 100;
const NAME_MOST = 34;

/**
 * What is wrong, in at most so many lines: worst first, each with its whole name and since when; then how many more there
 * are. All of the worst are named, then their words are whole, then come the others.
 */
export function troubleLines(troubles: readonly Trouble[], room: TroubleRoom, theme: Theme): readonly Line[] {
  const wide = room.columns >= WIDE;
  const tab = Math.min(NAME_MOST, Math.max(0, ...troubles.map((one) => widthOf(nameOf(one, theme)))));
  const drawn = troubles.map((one) => ({
    worst: one.status === troubles[0]?.status,
    least: wide ? 1 : 2,
    draw: (lines: number) =>
      wide
        ? besideEachOther(one, tab, { ...room, rows: lines }, theme)
        : underEachOther(one, { ...room, rows: lines }, theme),
  }));
  const all = shareRows(
    drawn.map((one) => ({ ...one, wanted: one.draw(MOST).length })),
    room.rows,
  );
  const shares = all.every((share) => share > 0)
    ? all
    : shareRows(
        drawn.map((one) => ({ ...one, wanted: one.draw(MOST).length })),
        room.rows - 1,
      );
  const hidden = shares.filter((share) => share === 0).length;
  const lines = drawn.flatMap(({ draw }, at) => (shares[at] ? draw(shares[at]) : []));
  return hidden === 0 ? lines : [...lines, [span(`   and ${hidden} more`, "dim")]];
}

/** Lines of one row, words included. */
const MOST = 4;

interface Wish {
  readonly worst: boolean;
  readonly least: number;
  readonly wanted: number;
}

/** Lines for each; 0: it is one of "and 3 more". */
function shareRows(wishes: readonly Wish[], rows: number): readonly number[] {
  const shares = wishes.map(() => 0);
  let left = rows;
  const raise = (at: number, to: number): boolean => {
    const more = to - (shares[at] ?? 0);
    if (more > left) return false;
    shares[at] = to;
    left -= more;
    return true;
  };
  const worst = wishes.flatMap(({ worst: is }, at) => (is ? [at] : []));
  for (const at of worst) raise(at, wishes[at]?.least ?? 1);
  for (const at of worst) if (shares[at]) raise(at, Math.min(wishes[at]?.wanted ?? 1, (shares[at] ?? 0) + left));
  for (const [at, { worst: is, wanted, least }] of wishes.entries())
    if (!is && !raise(at, Math.max(least, wanted)) && !raise(at, least)) break;
  return shares;
}

function nameOf({ system, title }: Trouble, theme: Theme): string {
  return theme.say(`${system} ${title}`, 100);
}

/** How long, as far as it is known; of what is stale since when nothing was seen. */
function ageOf({ since, status }: Trouble, now: number): string {
  if (since === undefined) return "";
  const age = shortDuration(Math.floor((now - since) / 5000) * 5000);
  return status === "stale" ? `${age} ago` : age;
}

function underEachOther(one: Trouble, { columns, rows, now }: TroubleRoom, theme: Theme): readonly Line[] {
  const { cut } = theme.glyphs;
  const age = ageOf(one, now);
  const name = cutEnd(nameOf(one, theme), columns - 6 - widthOf(age), cut);
  const head: Line = [span(" "), rowGlyph(one.status, theme, one.was), span(` ${name}`, nameStyle(one.status))];
  const words = cutWords(theme.say(one.words, 400), columns - 4, rows - 1, cut);
  return [
    [...head, blank(columns - lineWidth(head) - widthOf(age) - 1), span(age, "dim")],
    ...words.map((text): Line => [span(`   ${text}`, wordStyle(one.status))]),
  ];
}

/** In at most so many lines; what is left out is marked. */
function cutWords(text: string, width: number, rows: number, cut: string): readonly string[] {
  const whole = wrapText(text, width);
  if (whole.length <= rows) return whole;
  return [...whole.slice(0, rows - 1), cutEnd(whole.slice(rows - 1).join(" "), width, cut)];
}

function besideEachOther(
  one: Trouble,
  tab: number,
  { columns, rows, now }: TroubleRoom,
  theme: Theme,
): readonly Line[] {
  const { cut } = theme.glyphs;
  const age = ageOf(one, now);
  const at =
    one.since === undefined || one.status === "stale" || columns < SINCE ? "" : `since ${hourOfDay(one.since)}  `;
  const since = `${at}${age}`;
  const head: Line = [
    span(" "),
    rowGlyph(one.status, theme, one.was),
    span(` ${padEnd(cutEnd(nameOf(one, theme), tab, cut), tab)}  `, nameStyle(one.status)),
  ];
  const left = lineWidth(head);
  const width = Math.max(8, columns - left - (columns < SINCE ? 10 : 20));
  const words = cutWords(theme.say(one.words, 400), width, rows, cut);
  return words.map((text, index): Line => {
    if (index > 0) return [blank(left), span(text, wordStyle(one.status))];
    const line: Line = [...head, span(text, wordStyle(one.status))];
    return [...line, blank(columns - lineWidth(line) - widthOf(since) - 1), span(since, "dim")];
  });
}

/** Where no row is bad: that what counts was seen ok, or that it was not looked at yet. */
export function calmLine({ ok, unread }: Counts, theme: Theme): Line {
  const words =
    unread > 0 ? `${plural(unread, "look")} to come` : ok > 0 ? "all that is counted was seen ok" : "no check here";
  return [span(`   ${theme.say(words)}`, "dim")];
}
