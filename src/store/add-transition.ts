import { TIMELINE_LENGTH, type Transition } from "./state.ts";

/** By time: what was seen before this cockpit began, and what a slow look tells late, goes where it belongs. */
export function addTransition(timeline: readonly Transition[], news: Transition): readonly Transition[] {
  const place = 1 + timeline.findLastIndex(({ at }) => at <= news.at);
  return timeline.toSpliced(place, 0, news).slice(-TIMELINE_LENGTH);
}
