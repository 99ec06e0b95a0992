import { RANKS } from "../../src/store/select-counts.ts";
import type { Status } from "../../src/store/select-look.ts";
import { isBad } from "../../src/store/select-row.ts";

/** What a row asks for: lines of words, and lines of hint under them. */
export interface Wish {
  readonly status: Status;
  readonly words: number;
  readonly hints: number;
  readonly selected: boolean;
}

/** What it gets. 0 words: folded. */
export interface Share {
  readonly words: number;
  readonly hints: number;
}

/**
 * Who gets the lines of a panel: bad rows, worst first; then the rest of their words; then ok rows; then hints. So an
 * ok row folds before a word of a bad row is cut, and a bad row folds last. The selected row is always there.
 */
export function shareLines(wishes: readonly Wish[], lines: number): readonly Share[] {
  const words = wishes.map(() => 0);
  const hints = wishes.map(() => 0);
  let left = lines;
  const give = (index: number, most: number): number => {
    const given = Math.min(left, Math.max(0, most));
    left -= given;
    words[index] = (words[index] ?? 0) + given;
    return given;
  };
  const order = worstFirst(wishes);
  for (const index of order) if (wishes[index]?.selected) give(index, 1);
  const urgent = order.filter((index) => isUrgent(wishes[index]));
  for (const index of urgent) if (words[index] === 0) give(index, 1);
  for (const index of urgent) if (words[index]) give(index, (wishes[index]?.words ?? 0) - 1);
  for (const index of wishes.keys()) if (words[index] === 0 && !isUrgent(wishes[index])) give(index, 1);
  for (const index of urgent) {
    const wanted = wishes[index]?.hints ?? 0;
    if (!words[index] || wanted > left) continue;
    hints[index] = wanted;
    left -= wanted;
  }
  return wishes.map((_, index) => ({ words: words[index] ?? 0, hints: hints[index] ?? 0 }));
}

function isUrgent(wish: Wish | undefined): boolean {
  return wish !== undefined && (isBad(wish.status) || wish.status === "stale");
}

function worstFirst(wishes: readonly Wish[]): readonly number[] {
  const rank = (index: number): number => RANKS.indexOf(wishes[index]?.status ?? "ok");
  return [...wishes.keys()].toSorted((a, b) => rank(a) - rank(b) || a - b);
}
