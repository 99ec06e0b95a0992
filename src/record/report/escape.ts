import { tame } from "../../core/hostile-text.ts";

/** A text for HTML and SVG, between tags and within double quotes: no markup, no control byte, nothing invisible. */
export function escaped(text: string): string {
  return tame(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
