import { scalarOf } from "../../src/core/facts.ts";
import type { Scalar } from "../../src/core/reading.ts";

/** A text of `key=value` lines, as scripts print, release metadata and env files have them. The last line of a key counts. */
export function parseKeys(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const at = line.indexOf("=");
    const key = line
      .slice(0, Math.max(at, 0))
      .trim()
      .replace(/^export\s+/, "");
    if (key !== "") values.set(key, unquoted(line.slice(at + 1).trim()));
  }
  return values;
}

/** Facts by key; what has no such line is null. */
export function takeKeys(
  values: ReadonlyMap<string, string>,
  take: Readonly<Record<string, string>>,
): Record<string, Scalar> {
  return Object.fromEntries(Object.entries(take).map(([fact, key]) => [fact, scalarOf(values.get(key))]));
}

/** An env file says by `KEY= # …` that a variable is empty. */
function unquoted(value: string): string {
  if (value.startsWith("#")) return "";
  return /^"[^"]*"$|^'[^']*'$/.test(value) ? value.slice(1, -1) : value;
}
