import { type AnsiLook, ansiRuns } from "./ansi-runs.ts";
import { graphemes, widthOf } from "./text/clean.ts";

const CELL = { width: 8.4, height: 18, size: 14 } as const;
const GROUND = "#0d1117";
const INK = "#d0d7de";

/** A painted frame as one self-contained SVG, cell by cell, so that it looks as the terminal did. */
export function frameToSvg(frame: string): string {
  const lines = frame.split("\n");
  const columns = Math.max(1, ...lines.map((line) => ansiRuns(line).reduce((sum, { text }) => sum + widthOf(text), 0)));
  const width = Math.ceil(columns * CELL.width);
  const height = lines.length * CELL.height;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="100%" height="100%" fill="${GROUND}"/>`,
    `<g font-family="ui-monospace, DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="${CELL.size}" xml:space="preserve">`,
    ...lines.map((line, row) => drawLine(line, row * CELL.height)),
    "</g></svg>\n",
  ].join("\n");
}

function drawLine(line: string, top: number): string {
  const parts: string[] = [];
  let column = 0;
  for (const { text, look } of ansiRuns(line)) {
    const width = widthOf(text);
    parts.push(drawRun(text, look, { x: column * CELL.width, top, width: width * CELL.width }));
    column += width;
  }
  return parts.join("");
}

interface Place {
  readonly x: number;
  readonly top: number;
  readonly width: number;
}

function drawRun(text: string, look: AnsiLook, { x, top, width }: Place): string {
  const fg = look.inverse ? (look.bg ?? GROUND) : (look.fg ?? INK);
  const bg = look.inverse ? (look.fg ?? INK) : look.bg;
  const ground =
    bg === undefined
      ? ""
      : `<rect x="${round(x)}" y="${top}" width="${round(width)}" height="${CELL.height}" fill="${bg}"/>`;
  if (text.trim() === "") return ground;
  const style = `${look.bold ? ' font-weight="bold"' : ""}${look.dim ? ' opacity="0.6"' : ""}`;
  return `${ground}<text x="${cellsOf(text, x)}" y="${top + CELL.height - 5}" fill="${fg}"${style}>${xml(text)}</text>`;
}

/** The x of each character, so that no font's own widths move a column. */
function cellsOf(text: string, start: number): string {
  let x = start;
  return graphemes(text)
    .flatMap((grapheme) => {
      const at = round(x);
      x += widthOf(grapheme) * CELL.width;
      return Array.from({ length: [...grapheme].length }, () => at);
    })
    .join(" ");
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function xml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
