import { type Counts, counts } from "./select-counts.ts";
import { lookAt, shownState } from "./select-look.ts";
import { type RowView, selectRow } from "./select-row.ts";
import type { CheckState, CockpitState } from "./state.ts";

/** Everything a panel of checks draws. */
export interface PanelView {
  readonly rows: readonly RowView[];
  readonly counts: Counts;
  /** The row under the cursor, when the panel has the focus. */
  readonly selected: string | undefined;
  readonly filter: string;
  /** How many checks the panel has before the filter. */
  readonly total: number;
}

/** Checks of a panel in the order of the configuration: of the chosen system, and of the filter. */
export function panelChecks(state: CockpitState, panel: string): readonly CheckState[] {
  const filter = (state.view.filters[panel] ?? "").toLowerCase();
  return allChecks(state, panel).filter(({ plan }) => filter === "" || matches(plan, filter));
}

export function selectPanel(state: CockpitState, panel: string): PanelView {
  const shown = shownState(state);
  const checks = panelChecks(shown, panel);
  const selected = state.view.focus === panel ? selectedCheck(shown, panel) : undefined;
  const ages = state.view.zoomed && state.view.focus === panel;
  const tag = state.view.system === undefined && state.systems.length > 1;
  return {
    rows: checks.map((check) => selectRow(shown, check, { tag, selected: check.plan.id === selected, ages })),
    counts: counts(checks.map((check) => lookAt(shown, check))),
    selected,
    filter: state.view.filters[panel] ?? "",
    total: allChecks(shown, panel).length,
  };
}

/** The check under the cursor of a panel: the remembered one while it is there, else the first. */
export function selectedCheck(state: CockpitState, panel: string): string | undefined {
  const checks = panelChecks(state, panel);
  const wanted = state.view.selected[panel];
  return (checks.find(({ plan }) => plan.id === wanted) ?? checks[0])?.plan.id;
}

function allChecks(state: CockpitState, panel: string): readonly CheckState[] {
  const { system } = state.view;
  return Object.values(state.checks).filter(
    ({ plan }) => plan.panels.includes(panel) && (system === undefined || plan.system === system),
  );
}

function matches(plan: CheckState["plan"], filter: string): boolean {
  return [plan.title, plan.tag, plan.id].some((text) => text.toLowerCase().includes(filter));
}
