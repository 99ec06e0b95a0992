import type { Line, Style } from "../text/style.ts";
import { span } from "../text/style.ts";
import type { Theme } from "../theme/theme.ts";

export interface Spark {
  readonly samples: readonly (number | null)[];
  readonly threshold: number | undefined;
  /** Of cells at or over the threshold. */
  readonly over: Style;
}

/** Columns of seven heights, one a sample. Unknown samples are `?`, never zero. Nothing in ASCII. */
export function sparkLine({ samples, threshold, over }: Spark, width: number, theme: Theme): Line {
  const { levels, unknown } = theme.glyphs;
  const shown = samples.slice(-width);
  if (levels.length === 0 || shown.length < 2) return [];
  const scale = scaleOf(shown, threshold);
  return shown.map((sample) =>
    sample === null
      ? span(unknown, "unknown")
      : span(levels[heightOf(sample, scale)] ?? "", threshold !== undefined && sample >= threshold ? over : "border"),
  );
}

/** From 0 to the threshold where there is one, else over the window's own range. */
function scaleOf(samples: readonly (number | null)[], threshold: number | undefined): { low: number; high: number } {
  const known = samples.filter((sample) => sample !== null);
  const high = Math.max(...known);
  if (threshold !== undefined && threshold > 0) return { low: 0, high: Math.max(threshold, 0) };
  return { low: Math.min(...known), high };
}

function heightOf(sample: number, { low, high }: { low: number; high: number }): number {
  if (high <= low) return 0;
  return Math.max(0, Math.min(6, Math.round(((sample - low) / (high - low)) * 6)));
}
