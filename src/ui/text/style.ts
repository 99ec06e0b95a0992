/** What a span means. How it looks is the theme's business. */
export type Style =
  | "plain"
  | "bold"
  | "dim"
  | "ok"
  | "warn"
  | "warn-bold"
  | "fail"
  | "fail-bold"
  | "fail-cell"
  | "unknown"
  | "unknown-bold"
  | "focus"
  | "focus-bold"
  | "border"
  | "area"
  | "duty"
  | "production"
  | "staging"
  | "lab"
  | "elsewhere"
  | "write"
  | "presenting";

/** A run of text in one style. Widths are counted, so the text must be clean and on one line. */
export interface Span {
  readonly text: string;
  readonly style: Style;
}
export type Line = readonly Span[];

export function span(text: string, style: Style = "plain"): Span {
  return { text, style };
}
