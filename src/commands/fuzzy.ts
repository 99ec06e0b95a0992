const EXACT = 2000;
const WORDS = 1000;

/** How well one of several texts answers: what is it, letter by letter, first; then what has all words; then letters in order. */
export function matchScore(wanted: string, texts: readonly string[]): number | undefined {
  const typed = wanted.trim().toLowerCase();
  const whole = texts.join(" ").toLowerCase();
  const score = fuzzyScore(typed, whole);
  if (score === undefined || typed === "") return score;
  if (texts.some((text) => text.toLowerCase() === typed)) return EXACT + score;
  return typed.split(/\s+/).every((word) => whole.includes(word)) ? WORDS + score : score;
}

/** Whether a score stands for the words themselves, and not only for their letters. */
export function hasWords(score: number): boolean {
  return score >= WORDS;
}

/**
 * How well a text answers to a few typed letters: undefined when they are not all there in order, else the higher the
 * better. Starts of words and runs of letters count most, so `omw` finds `om watchtower`.
 */
export function fuzzyScore(wanted: string, text: string): number | undefined {
  const needle = [...wanted.toLowerCase().replaceAll(" ", "")];
  const hay = [...text.toLowerCase()];
  if (needle.length === 0) return 0;
  const starts = hay.map((_, index) => scoreFrom(needle, hay, index)).filter((score) => score !== undefined);
  return starts.length === 0 ? undefined : Math.max(...starts);
}

function scoreFrom(needle: readonly string[], hay: readonly string[], start: number): number | undefined {
  if (hay[start] !== needle[0]) return undefined;
  let score = 0;
  let at = start - 1;
  for (const letter of needle) {
    const next = hay.indexOf(letter, at + 1);
    if (next < 0) return undefined;
    score += pointsAt(hay, next, at);
    at = next;
  }
  return score - hay.length / 100;
}

function pointsAt(hay: readonly string[], next: number, last: number): number {
  if (next === 0) return 10;
  if (/[\s/:._-]/.test(hay[next - 1] ?? "")) return 8;
  return next === last + 1 ? 6 : 1 - Math.min(1, (next - last) / 50);
}
