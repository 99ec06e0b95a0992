import stringWidth from "string-width";
import { tame } from "../../core/hostile-text.ts";

const segmenter = new Intl.Segmenter();
const seen = new Map<string, string>();
const REMEMBERED = 4000;
const PRINTABLE_ASCII = /^[ -~]*$/;

/** Columns that a text takes. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** What people see as one character each. */
export function graphemes(text: string): readonly string[] {
  return PRINTABLE_ASCII.test(text) ? [...text] : Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/**
 * Text from anywhere made safe for a cell grid: tamed, and without clusters that terminals measure differently (joined
 * emoji, skin tones, keycaps, conjuncts), which keep their first character only.
 */
export function clean(text: string, limit = 2000): string {
  if (text.length <= limit && PRINTABLE_ASCII.test(text)) return text;
  const key = `${limit} ${text}`;
  const known = seen.get(key);
  if (known !== undefined) return known;
  const cleaned = graphemes(tame(text, limit).normalize("NFC")).map(plainCluster).join("");
  if (seen.size > REMEMBERED) seen.clear();
  if (text.length < 500) seen.set(key, cleaned);
  return cleaned;
}

function plainCluster(cluster: string): string {
  const width = stringWidth(cluster);
  if (cluster.length === 1) return width === 0 ? "" : cluster;
  const points = [...cluster];
  if (width > 0 && points.length <= 4 && points.reduce((sum, point) => sum + stringWidth(point), 0) === width)
    return cluster;
  return points.find((point) => stringWidth(point) > 0) ?? "";
}
