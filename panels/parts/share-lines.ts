import { RANKS } from "../../src/store/select-counts.ts";
import type { Status } from "../../src/store/select-look.ts";
import { isBad } from "../../src/store/select-row.ts";

/** What a row asks for: lines of words, and lines of hint under them. */
export interface Wish {
  readonly status: Status;
  readonly words: number;
  readonly hints: number;
  /** The hint comes before rows that are ok. */
  readonly hintFirst: boolean;
  readonly selected: boolean;
  /** Its words only name another row. */
  readonly echo: boolean;
}

/** What it gets. 0 words: folded. */
export interface Share {
  readonly words: number;
  readonly hints: number;
}

/**
 * Who gets the lines of a panel: bad rows, worst first; then the rest of their words; then ok rows; then hints, but for
 * those of a row that says where to begin, which come before ok rows. So an ok row folds before a word of a bad row is cut, and a bad row folds last; of the bad ones those first that only name
 * another row, whatever they are, for they tell of no cause. The selected row is always there.
 */
export function shareLines(wishes: readonly Wish[], lines: number): readonly Share[] {
  const words = wishes.map(() => 0);
  const hints = wishes.map(() => 0);
  const purse = { left: lines };
  const order = worstFirst(wishes);
  const urgent = order.filter((index) => isUrgent(wishes[index]));
  const rest = [...wishes.keys()].filter((index) => !isUrgent(wishes[index]));
  const selected = order.filter((index) => wishes[index]?.selected);
  for (const index of [...selected, ...urgent]) raise(words, index, 1, purse);
  for (const index of urgent.filter((one) => words[one] === 1)) raise(words, index, wishes[index]?.words ?? 1, purse);
  const hint = (index: number): void => {
    const wanted = wishes[index]?.hints ?? 0;
    if (wanted <= purse.left) raise(hints, index, wanted, purse);
  };
  const shown = urgent.filter((one) => (words[one] ?? 0) > 0);
  for (const index of shown.filter((one) => wishes[one]?.hintFirst)) hint(index);
  for (const index of rest) raise(words, index, 1, purse);
  for (const index of shown.filter((one) => !wishes[one]?.hintFirst)) hint(index);
  return wishes.map((_, index) => ({ words: words[index] ?? 0, hints: hints[index] ?? 0 }));
}

/** Gives a row lines until it has `to`, as far as they last. */
function raise(given: number[], index: number, to: number, purse: { left: number }): void {
  const more = Math.min(purse.left, Math.max(0, to - (given[index] ?? 0)));
  given[index] = (given[index] ?? 0) + more;
  purse.left -= more;
}

function isUrgent(wish: Wish | undefined): boolean {
  return wish !== undefined && (isBad(wish.status) || wish.status === "stale");
}

function worstFirst(wishes: readonly Wish[]): readonly number[] {
  const rank = (index: number): number =>
    RANKS.indexOf(wishes[index]?.status ?? "ok") + (wishes[index]?.echo ? RANKS.length : 0);
  return [...wishes.keys()].toSorted((a, b) => rank(a) - rank(b) || a - b);
}
