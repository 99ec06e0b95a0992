import { type Span, type Style, span } from "../text/style.ts";
import type { Theme } from "../theme/theme.ts";

const blocks: Readonly<Record<string, readonly [string, Style]>> = {
  production: ["PROD", "production"],
  staging: ["STAGING", "staging"],
  lab: ["LAB", "lab"],
};

/** Where one is, as a coloured block; a lab says how fast its time runs. */
export function environmentBlock(name: string, pace: number | undefined, theme: Theme): Span {
  if (pace !== undefined) return span(` LAB ${theme.ascii ? "x" : "×"}${pace} `, "lab");
  const known = Object.hasOwn(blocks, name) ? blocks[name] : undefined;
  const [text, style] = known ?? [theme.say(name, 16).toUpperCase(), "elsewhere" as const];
  return span(` ${text} `, style);
}
