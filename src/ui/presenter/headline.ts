import { shortDuration } from "../../core/duration.ts";
import { type Counts, worst } from "../../store/select-counts.ts";
import type { Trouble } from "../../store/select-trouble.ts";
import { statusGlyph, statusName, wordStyle } from "../draw/status.ts";
import { widthOf } from "../text/clean.ts";
import { type Line, type Style, span } from "../text/style.ts";
import { hourOfDay } from "../text/time.ts";
import type { Theme } from "../theme/theme.ts";
import { bigLines } from "./big-text.ts";

/** Of the worst verdict how many, in big letters; in words where they do not fit. */
export function headline(counts: Counts, columns: number, theme: Theme): readonly Line[] {
  const big = bigLines(wordsOf(counts), theme.ascii);
  if (widthOf(big[0] ?? "") + 2 <= columns) return big.map((line) => [span(`  ${line}`, styleOf(counts))]);
  return [plainHeadline(counts, theme), ...big.slice(1).map((): Line => [])];
}

/** The same on one line. */
export function plainHeadline(counts: Counts, theme: Theme): Line {
  return [span(`  ${statusGlyph(worst(counts), theme).text} ${wordsOf(counts)}`, styleOf(counts))];
}

function wordsOf(counts: Counts): string {
  const status = worst(counts);
  if (status === "ok") return "OK";
  if (status === "unread") return counts.unread > 0 ? "NOT READ" : "";
  return `${counts[status]} ${statusName(status).toUpperCase()}`;
}

function styleOf(counts: Counts): Style {
  const status = worst(counts);
  return status === "ok" ? "ok" : boldOf(wordStyle(status));
}

function boldOf(style: Style): Style {
  return style === "warn" || style === "fail" || style === "unknown" ? `${style}-bold` : "dim";
}

/** Since when the oldest of what is worst is so: `since 13:56, for 6m`. */
export function sinceLine(troubles: readonly Trouble[], now: number): Line {
  const [first] = troubles;
  if (!first) return [];
  const { since, status } = first;
  if (since === undefined) return [];
  const age = shortDuration(Math.floor((now - since) / 5000) * 5000);
  return [span(`  since ${hourOfDay(since)}, for ${age}`, status === "stale" ? "dim" : "bold")];
}
