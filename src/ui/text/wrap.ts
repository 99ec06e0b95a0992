import { graphemes, widthOf } from "./clean.ts";
import { takeColumns } from "./line.ts";

/** Breaks a text at blanks into lines of at most `width` columns, the first at most `first`. Long words are broken. */
export function wrapText(text: string, width: number, first = width): readonly string[] {
  const lines: string[] = [];
  let line = "";
  const room = (): number => Math.max(1, lines.length === 0 ? first : width);
  const push = (): void => {
    lines.push(line);
    line = "";
  };
  for (const word of text.split(" ").filter((part) => part !== "")) {
    const joined = line === "" ? word : `${line} ${word}`;
    if (widthOf(joined) <= room()) {
      line = joined;
      continue;
    }
    if (line !== "" || (lines.length === 0 && widthOf(word) <= width)) push();
    line = breakWord(word, room, (part) => lines.push(part));
  }
  if (line !== "" || lines.length === 0) push();
  return lines;
}

/** Gives what fits in whole lines to `emit` and returns the rest. */
function breakWord(word: string, room: () => number, emit: (part: string) => void): string {
  let rest = word;
  while (widthOf(rest) > room()) {
    const part = takeColumns(rest, room()) || (graphemes(rest)[0] ?? "");
    emit(part);
    rest = rest.slice(part.length);
  }
  return rest;
}
