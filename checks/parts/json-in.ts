import { jsonOf } from "../../src/core/json-of.ts";
/**
 * The JSON in what a program printed: all of it, else the last block that begins with a line of { or [ and ends with a
 * line of } or ], else the last line that is an object or a list. Undefined when there is none.
 */
export function jsonIn(text: string): unknown {
  return jsonOf(text) ?? lastBlock(text) ?? lastLine(text);
}

function lastBlock(text: string): unknown {
  const blocks = [...text.matchAll(/^[{[][ \t]*\r?\n(?:[ \t].*\r?\n|\r?\n)*[}\]][ \t]*$/gm)];
  return jsonOf(blocks.at(-1)?.[0] ?? "");
}

function lastLine(text: string): unknown {
  for (const line of text.split("\n").toReversed()) {
    const value = /^\s*[{[]/.test(line) ? jsonOf(line) : undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}
