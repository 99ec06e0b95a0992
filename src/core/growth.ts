import type { Sample } from "./test-context.ts";

export type Growth = { readonly from: Sample; readonly to: Sample } | { readonly unknown: string };

/**
 * The two ends of a counter over a window. A counter that falls was reset: what came before is no base, and the window
 * counts as covered only when one life of the counter spans it.
 */
export function growth(samples: readonly Sample[], now: number, overMs: number): Growth {
  const known = samples.filter((sample): sample is { at: number; value: number } => typeof sample.value === "number");
  const to = known.at(-1);
  if (!to || samples.at(-1)?.value !== to.value) return { unknown: "the counter was not read" };
  let from: Sample = to;
  for (let index = known.length - 2; index >= 0; index--) {
    const earlier = known[index];
    if (!earlier || earlier.value > (known[index + 1]?.value ?? 0)) break;
    from = earlier;
    if (earlier.at <= now - overMs) return { from, to };
  }
  return from.at <= now - overMs && from !== to
    ? { from, to }
    : { unknown: `seen for ${Math.round((to.at - from.at) / 1000)}s of ${Math.round(overMs / 1000)}s` };
}
