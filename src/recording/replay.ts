import { apply } from "../store/apply.ts";
import type { CockpitEvent, CockpitState } from "../store/state.ts";
import type { Moment, Recording } from "./recording.ts";

type FrameMoment = Extract<Moment, { kind: "frame" }>;

/** The state after one more moment. The clock of the screen goes along. Pure. */
function afterMoment(state: CockpitState | undefined, moment: Moment): CockpitState | undefined {
  if (moment.kind === "state") return moment.state;
  if (!state) return undefined;
  const on = moment.at === state.now ? state : apply(state, { type: "ticked", now: moment.at });
  return moment.kind === "event" ? apply(on, moment.event) : on;
}

/** The state at a time of a recording: its first one where the time is before it. */
export function stateAt({ moments }: Recording, at: number): CockpitState | undefined {
  let state: CockpitState | undefined;
  for (const moment of moments) {
    if (state && moment.at > at) break;
    state = afterMoment(state, moment);
  }
  return state;
}

/** From when to when it was recorded, in ms since 1970. */
export function spanOf({ moments }: Recording): { readonly from: number; readonly to: number } {
  const from = moments[0]?.at ?? 0;
  return { from, to: moments.reduce((last, { at }) => Math.max(last, at), from) };
}

/** Each frame whose hash was recorded, with the state that it must be drawn of. */
export function* recordedFrames({ moments }: Recording): Generator<{ frame: FrameMoment; state: CockpitState }> {
  let state: CockpitState | undefined;
  for (const moment of moments) {
    state = afterMoment(state, moment);
    if (moment.kind === "frame" && state) yield { frame: moment, state };
  }
}

/** What was done to the screen, as against what was seen. */
export function isOfTheView({ type }: CockpitEvent): boolean {
  return /^(panel|row|timeline|filter|system|overlay|notice|step)\.|^(zoomed|asked|frozen)$/.test(type);
}
