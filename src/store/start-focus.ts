import type { CheckPlan } from "../core/plan.ts";
import { countRows, worst } from "./select-counts.ts";
import type { Status } from "./select-look.ts";
import { allRows, type Row } from "./select-rows.ts";
import type { CockpitState } from "./state.ts";
import { TIMELINE } from "./view-state.ts";

/** The first panel that has a row. */
export function firstPanel(panels: readonly string[], plans: readonly CheckPlan[]): string {
  return panels.find((panel) => plans.some((plan) => plan.panels.includes(panel))) ?? panels[0] ?? TIMELINE;
}

/** Until a key is pressed or every check was looked at once, the focus goes where it is worst. */
export function withStartFocus(state: CockpitState): CockpitState {
  const { view, checks, frozen, panels } = state;
  if (view.settled || frozen) return state;
  const rows = allRows(state);
  const ranks = new Map<string, number>(panels.map((panel) => [panel, rankOf(rows, panel)]));
  const here = ranks.get(view.focus) ?? OTHER;
  const worse = panels.filter((panel) => (ranks.get(panel) ?? OTHER) < here);
  const [focus = view.focus] = worse.toSorted((a, b) => (ranks.get(a) ?? OTHER) - (ranks.get(b) ?? OTHER));
  const settled = Object.values(checks).every(({ plan, history }) => plan.mode === "on-demand" || history.length > 0);
  return focus === view.focus && !settled ? state : { ...state, view: { ...view, focus, settled } };
}

const BAD: readonly Status[] = ["fail", "warn", "unknown"];
const OTHER = BAD.length;

function rankOf(rows: readonly Row[], panel: string): number {
  const rank = BAD.indexOf(worst(countRows(rows.filter(({ plan }) => plan.panels.includes(panel)))));
  return rank < 0 ? OTHER : rank;
}
