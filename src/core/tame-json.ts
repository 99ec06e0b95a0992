import { tame } from "./hostile-text.ts";

/** One line of JSON for a terminal or a file: no control byte of its texts is left, escaped neither. */
export function tameJson(value: unknown): string {
  return `${JSON.stringify(value, (_, part: unknown) => (typeof part === "string" ? tame(part) : part))}\n`;
}
