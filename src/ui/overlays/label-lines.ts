import { padEnd } from "../text/line.ts";
import { type Line, type Style, span } from "../text/style.ts";
import { wrapText } from "../text/wrap.ts";

const LABEL = 9;

/** `Effect   what it does`, the words wrapped beside their label. */
export function labelLines(label: string, text: string, columns: number, style: Style = "plain"): readonly Line[] {
  return wrapText(text, Math.max(8, columns - LABEL - 2)).map((words, index) => [
    span(` ${padEnd(index === 0 ? label : "", LABEL)}`, "dim"),
    span(words, style),
  ]);
}

/** The same without a label. Both take clean text, and at least 8 columns for it, however narrow the room. */
export function proseLines(text: string, columns: number, style: Style = "plain"): readonly Line[] {
  return wrapText(text, Math.max(8, columns - 2)).map((words) => [span(" "), span(words, style)]);
}
