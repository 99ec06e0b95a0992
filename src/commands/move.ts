import { shownState } from "../store/select-look.ts";
import { panelRows, selectedRow } from "../store/select-panel.ts";
import { timelineCount, timelineRow } from "../store/select-timeline.ts";
import type { CockpitEvent, CockpitState } from "../store/state.ts";
import { RUNBOOK, TIMELINE } from "../store/view-state.ts";
import type { CommandContext } from "./command.ts";

const PAGE = 8;
export type Motion = "down" | "up" | "pageDown" | "pageUp" | "first" | "last";

/** The step that moves the cursor of the focused panel, or the timeline. */
export function moved({ state, dispatch }: CommandContext, motion: Motion): void {
  const { focus } = state.view;
  if (focus === TIMELINE || focus === RUNBOOK) {
    dispatch({ type: "timeline.scrolled", to: target(motion, state.view.timelineScroll, timelineCount(state).shown) });
    return;
  }
  const event = rowEvent(state, focus, motion);
  if (event) dispatch(event);
}

/** The row that a motion leads to in a panel. */
export function rowEvent(state: CockpitState, panel: string, motion: Motion): CockpitEvent | undefined {
  const shown = shownState(state);
  const ids = panelRows(shown, panel).map(({ id }) => id);
  const checkId = ids[target(motion, ids.indexOf(selectedRow(shown, panel) ?? ""), ids.length)];
  return checkId === undefined ? undefined : { type: "row.moved", panel, checkId };
}

function target(motion: Motion, from: number, length: number): number {
  const steps = { down: 1, up: -1, pageDown: PAGE, pageUp: -PAGE, first: -length, last: length };
  return Math.max(0, Math.min(length - 1, from + steps[motion]));
}

/** Further by some lines, as far as there is more. */
export function scrolled({ mostScroll }: Pick<CommandContext, "mostScroll">, from: number, by: number): number {
  return Math.max(0, Math.min(mostScroll(), from + by));
}

/** The panel `by` places further, round all of them. */
export function panelBeside({ panels, view }: CockpitState, by: number): string {
  const here = panels.indexOf(view.focus);
  return panels[(here + by + panels.length) % panels.length] ?? view.focus;
}

/** The row that a key is about: that of the detail, else the one under the cursor, also of the timeline. */
export function currentRow(state: CockpitState): string | undefined {
  const { overlay, focus } = state.view;
  if (overlay?.type === "detail") return overlay.checkId;
  return focus === TIMELINE ? timelineRow(state) : selectedRow(shownState(state), focus);
}
