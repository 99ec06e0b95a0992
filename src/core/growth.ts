import { parseDuration } from "./duration.ts";
import type { RateTest } from "./test.ts";
import type { Sample, TestContext } from "./test-context.ts";

export type Growth = { readonly from: Sample; readonly to: Sample } | { readonly unknown: string };

/**
 * The two ends of a counter over a window. A counter that falls was reset: what came before is no base, and the window
 * counts as covered only when one life of the counter spans it. Where `gapMs` is given, a longer time without a sample
 * ends what is known, since a reset could hide in it.
 */
export function growth(samples: readonly Sample[], now: number, overMs: number, gapMs = Infinity): Growth {
  const known = samples.filter((sample): sample is { at: number; value: number } => typeof sample.value === "number");
  const to = known.at(-1);
  if (!to || samples.at(-1)?.value !== to.value) return { unknown: "the counter was not read" };
  let from: Sample = to;
  for (let index = known.length - 2; index >= 0; index--) {
    const earlier = known[index];
    const later = known[index + 1];
    if (!(earlier && later) || earlier.value > later.value || later.at - earlier.at > gapMs) break;
    from = earlier;
    if (earlier.at <= now - overMs) return { from, to };
  }
  return from.at <= now - overMs && from !== to
    ? { from, to }
    : { unknown: `seen for ${Math.round((to.at - from.at) / 1000)}s of ${Math.round(overMs / 1000)}s` };
}

/** How much a counter grew per `per` over the window of a test. */
export function rateOf(test: RateTest, context: TestContext): number | { readonly unknown: string } {
  const grown = growth(context.samples(test.rate), context.now, windowMs(test.over, context), context.gapMs);
  if ("unknown" in grown) return grown;
  const perMs = windowMs(test.per, context);
  return (((grown.to.value ?? 0) - (grown.from.value ?? 0)) / (grown.to.at - grown.from.at)) * perMs;
}

/** A window of a test in ms, divided by the pace. */
export function windowMs(text: string, context: Pick<TestContext, "pace">): number {
  return (parseDuration(text) ?? 0) / context.pace;
}
