import { scalarOf } from "../../src/core/facts.ts";
import type { Scalar } from "../../src/core/reading.ts";

/** Facts of a text of `key=value` lines, as scripts print and release metadata has them. The last line of a key counts. */
export function takeKeys(text: string, take: Readonly<Record<string, string>>): Record<string, Scalar> {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const at = line.indexOf("=");
    if (at > 0) values.set(line.slice(0, at).trim(), unquoted(line.slice(at + 1).trim()));
  }
  return Object.fromEntries(Object.entries(take).map(([fact, key]) => [fact, scalarOf(values.get(key))]));
}

function unquoted(value: string): string {
  return /^"[^"]*"$|^'[^']*'$/.test(value) ? value.slice(1, -1) : value;
}
