import stringWidth from "string-width";
import { tame } from "../../core/hostile-text.ts";
import { NARROW } from "./narrow.ts";

const segmenter = new Intl.Segmenter();
const seen = new Map<string, string>();
const widths = new Map<string, number>();
const REMEMBERED = 4000;

/** Columns that a text takes. */
export function widthOf(text: string): number {
  return NARROW.test(text) ? text.length : remembered(widths, text, stringWidth);
}

/** Frames repeat themselves: what was measured or cleaned once is not measured again. Bounded. */
function remembered<V>(known: Map<string, V>, text: string, find: (text: string) => V): V {
  const old = known.get(text);
  if (old !== undefined) return old;
  const found = find(text);
  if (known.size >= REMEMBERED) known.clear();
  known.set(text, found);
  return found;
}

/** What people see as one character each. */
export function graphemes(text: string): readonly string[] {
  return NARROW.test(text) ? text.split("") : Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/**
 * Text from anywhere made safe for a cell grid: tamed, and without clusters that terminals measure differently (joined
 * emoji, skin tones, keycaps, conjuncts), which keep their first character only.
 */
export function clean(text: string, limit = 600): string {
  if (text.length <= limit && NARROW.test(text)) return text;
  const start = text.slice(0, limit * 2);
  return remembered(seen, `${limit} ${start}`, () =>
    plainClusters(plainClusters(tame(start, limit).replaceAll(FLAG_LETTER, letterOf).normalize("NFC"))),
  );
}

/** Flags are pairs of these; terminals draw one or two columns, or the letters. */
const FLAG_LETTER = /[\u{1f1e6}-\u{1f1ff}]/gu;
function letterOf(sign: string): string {
  return String.fromCodePoint((sign.codePointAt(0) ?? 0) - 0x1f1e6 + 65);
}

/** Twice, since what is left of two clusters can join into a new one. */
function plainClusters(text: string): string {
  return graphemes(text).map(plainCluster).join("");
}

function plainCluster(cluster: string): string {
  const width = stringWidth(cluster);
  if (cluster.length === 1) return width === 0 ? "" : cluster;
  const points = [...cluster];
  if (
    width > 0 &&
    width <= 2 &&
    points.length <= 4 &&
    points.reduce((sum, point) => sum + stringWidth(point), 0) === width
  )
    return cluster;
  return points.find((point) => stringWidth(point) > 0) ?? "";
}
