/**
 * ASCII, and the signs of our own that take one column each: most of what is drawn. ● ▲ ✘ ○ △ × · … → — – ’ › ▸ ✓ ◆ ≠ ≤ ≥
 * as escapes, since one such sign in a pattern makes the engine hold the whole bundle in two bytes a character.
 */
export const NARROW: RegExp =
  /^[ -~\u2500-\u259f\u25cf\u25b2\u2718\u25cb\u25b3\u00d7\u00b7\u2026\u2192\u2014\u2013\u2019\u203a\u25b8\u2713\u25c6\u2260\u2264\u2265]*$/;
