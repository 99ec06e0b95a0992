import type { CheckPlan } from "../core/plan.ts";
import { counts, worst } from "./select-counts.ts";
import { lookAt, type Status } from "./select-look.ts";
import type { CockpitState } from "./state.ts";
import { PANELS } from "./view-state.ts";

/** The first panel that has a row. */
export function firstPanel(plans: readonly CheckPlan[]): string {
  return PANELS.find((panel) => plans.some(({ panels }) => panels.includes(panel))) ?? PANELS[0];
}

/** Until a key is pressed or every check was looked at once, the focus goes where it is worst. */
export function withStartFocus(state: CockpitState): CockpitState {
  const { view, checks, frozen } = state;
  if (view.settled || frozen) return state;
  const ranks = new Map<string, number>(PANELS.map((panel) => [panel, rankOf(state, panel)]));
  const here = ranks.get(view.focus) ?? OTHER;
  const worse = PANELS.filter((panel) => (ranks.get(panel) ?? OTHER) < here);
  const [focus = view.focus] = worse.toSorted((a, b) => (ranks.get(a) ?? OTHER) - (ranks.get(b) ?? OTHER));
  const settled = Object.values(checks).every(({ plan, history }) => plan.mode === "on-demand" || history.length > 0);
  return focus === view.focus && !settled ? state : { ...state, view: { ...view, focus, settled } };
}

const BAD: readonly Status[] = ["fail", "warn", "unknown"];
const OTHER = BAD.length;

function rankOf(state: CockpitState, panel: string): number {
  const here = Object.values(state.checks).filter(({ plan }) => plan.panels.includes(panel));
  const rank = BAD.indexOf(worst(counts(here.map((check) => lookAt(state, check)))));
  return rank < 0 ? OTHER : rank;
}
