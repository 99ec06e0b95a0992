import type { Ground } from "./palette.ts";
import type { ThemeChoice } from "./theme.ts";

/** What a terminal tells about itself. */
export interface TerminalHints {
  readonly NO_COLOR?: string | undefined;
  readonly COLORTERM?: string | undefined;
  readonly TERM?: string | undefined;
  readonly LC_ALL?: string | undefined;
  readonly LC_CTYPE?: string | undefined;
  readonly LANG?: string | undefined;
  /** The answer to OSC 11, such as `rgb:0d0d/1111/1717`. */
  readonly background?: string | undefined;
}

/** No colour is taken for granted: without an answer about its ground a terminal gets its own sixteen. */
export function chooseTheme(hints: TerminalHints): ThemeChoice {
  const ground = groundOf(hints.background);
  return { depth: depthOf(hints, ground), ground: ground ?? "dark", ascii: !speaksUtf8(hints) };
}

function depthOf(hints: TerminalHints, ground: Ground | undefined): ThemeChoice["depth"] {
  if ((hints.NO_COLOR ?? "") !== "" || hints.TERM === "dumb" || hints.TERM === undefined) return "mono";
  if (ground === undefined) return "16";
  if (/truecolor|24bit/.test(hints.COLORTERM ?? "")) return "truecolor";
  return /256|direct|kitty|alacritty|ghostty|wezterm/.test(hints.TERM) ? "256" : "16";
}

function groundOf(answer: string | undefined): Ground | undefined {
  const parts = /rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})/i.exec(answer ?? "");
  if (!parts) return undefined;
  const [red, green, blue] = parts.slice(1).map((hex) => Number.parseInt(hex, 16) / (16 ** hex.length - 1));
  const brightness = 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
  return brightness > 0.5 ? "light" : "dark";
}

/** The Linux console and old terminals have no glyphs beyond their font, whatever the locale says. */
function speaksUtf8({ LC_ALL, LC_CTYPE, LANG, TERM }: TerminalHints): boolean {
  if (/^(linux|vt\d+|dumb|ansi)/.test(TERM ?? "")) return false;
  const locale = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== "") ?? "";
  return /utf-?8/i.test(locale);
}
