import { type Line, type Style, span } from "../text/style.ts";
import type { Theme } from "../theme/theme.ts";

/** How far something is, from 0 to 1. Full only when it is: what is left shows until the end. */
export function barLine(share: number, width: number, style: Style, { glyphs }: Theme): Line {
  const full = share >= 1 ? width : Math.min(width - 1, Math.max(0, Math.round(share * width)));
  return [span(glyphs.full.repeat(full), style), span(glyphs.rest.repeat(width - full), "dim")];
}
