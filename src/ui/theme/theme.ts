import { toAscii } from "../text/ascii.ts";
import { clean } from "../text/clean.ts";
import type { Line, Span } from "../text/style.ts";
import { ascii, type Glyphs, unicode } from "./glyphs.ts";
import { type Depth, type Ground, type Look, looksOf, selectedGround } from "./palette.ts";

export interface ThemeChoice {
  readonly depth: Depth;
  readonly ground: Ground;
  readonly ascii: boolean;
}

export interface Theme extends ThemeChoice {
  readonly glyphs: Glyphs;
  /** Data made safe for this terminal. Everything that did not come from a glyph table goes through it. */
  readonly say: (text: string, limit?: number) => string;
  /** Spans as one string with colour codes in it. */
  readonly paint: (line: Line, selected?: boolean) => string;
}

/** At depth `none`, `paint` writes no codes at all, so that a selected line looks like any other. */
export function createTheme(choice: ThemeChoice): Theme {
  const looks = looksOf(choice.depth, choice.ground);
  const ground = selectedGround(choice.depth, choice.ground);
  const styled = ({ text, style }: Span, selected: boolean): string =>
    wrap(text, onGround(looks[style], selected, ground));
  return {
    ...choice,
    glyphs: choice.ascii ? ascii : unicode,
    say: (text, limit) => (choice.ascii ? toAscii(clean(text, limit)) : clean(text, limit)),
    paint: (line, selected = false) =>
      choice.depth === "none"
        ? line.map(({ text }) => text).join("")
        : merged(line)
            .map((piece) => styled(piece, selected))
            .join(""),
  };
}

function onGround(look: Look, selected: boolean, ground: string | undefined): Look {
  if (!selected || look.bg !== undefined) return look;
  return ground === undefined ? { inverse: true, ...(look.bold && { bold: true }) } : { ...look, bg: ground };
}

/** Fewer spans, fewer bytes: Ink replays each code left of a change. */
function merged(line: Line): readonly Span[] {
  const out: Span[] = [];
  for (const piece of line) {
    const last = out.at(-1);
    if (piece.text === "") continue;
    if (last?.style === piece.style) out[out.length - 1] = { ...last, text: last.text + piece.text };
    else out.push(piece);
  }
  return out;
}

function wrap(text: string, { fg, bg, bold, dim, inverse }: Look): string {
  const codes: readonly (readonly [string | false | undefined, string])[] = [
    [fg, "39"],
    [bg, "49"],
    [bold && "1", "22"],
    [dim && "2", "22"],
    [inverse && "7", "27"],
  ];
  let out = text;
  for (const [open, close] of codes) if (open) out = `\u001b[${open}m${out}\u001b[${close}m`;
  return out;
}
