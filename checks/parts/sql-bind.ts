import { cutSql } from "./sql-text.ts";

export interface BoundSql {
  readonly text: string;
  /** Names in the order of their numbers: $1 is the first. */
  readonly names: readonly string[];
}

/** A colon and a name that is no cast (`::`), no slice (`a[lo:hi]`, right after a name) and no time (`12:30`). */
const PARAMETER = /(?<![:\w\])$\u0080-\uffff]):([A-Za-z_]\w*)/g;

/**
 * Turns `:name` into `$1`, `$2` …, a name that comes twice into the same number. Nothing inside quotes, comments and
 * dollar quotes is touched. A name that `intervals` has is bound as `$n::interval`.
 */
export function bindNames(sql: string, intervals: ReadonlySet<string>): BoundSql {
  const names: string[] = [];
  const number = (name: string): number => {
    const known = names.indexOf(name);
    return known >= 0 ? known + 1 : names.push(name);
  };
  const text = cutSql(sql)
    .map((piece) =>
      piece.kind === "code"
        ? piece.text.replaceAll(
            PARAMETER,
            (_whole, name: string) => `$${number(name)}${intervals.has(name) ? "::interval" : ""}`,
          )
        : piece.text,
    )
    .join("");
  return { text, names };
}
