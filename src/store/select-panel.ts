import { type Counts, countRows } from "./select-counts.ts";
import { shownState } from "./select-look.ts";
import type { RowView } from "./select-row.ts";
import { allRows, type Row } from "./select-rows.ts";
import type { CockpitState } from "./state.ts";

/** Everything a panel of rows draws. */
export interface PanelView {
  /** Those of the filter. */
  readonly rows: readonly RowView[];
  /** All of them: a filter hides rows, and not what is bad. */
  readonly all: readonly RowView[];
  /** Of all of them. */
  readonly counts: Counts;
  /** Rows that stand in no count: on demand, open criteria, objectives that cannot be told yet. */
  readonly uncounted: ReadonlySet<string>;
  /** The row under the cursor, when the panel has the focus. */
  readonly selected: string | undefined;
  readonly filter: string;
}

/** Rows of a panel in the order of the configuration: of the chosen system, and of the filter. */
export function panelRows(state: CockpitState, panel: string): readonly Row[] {
  return filtered(state, panel, rowsOf(state, panel));
}

function filtered(state: CockpitState, panel: string, rows: readonly Row[]): readonly Row[] {
  const filter = (state.view.filters[panel] ?? "").toLowerCase();
  return filter === "" ? rows : rows.filter((row) => matches(row, filter));
}

/** While frozen, as it was then. Tags where several systems are shown, all ages where the panel is zoomed. */
export function selectPanel(state: CockpitState, panel: string): PanelView {
  const shown = shownState(state);
  const all = rowsOf(shown, panel);
  const rows = filtered(shown, panel, all);
  const selected = state.view.focus === panel ? selectedIn(shown, panel, rows) : undefined;
  const ages = state.view.zoomed && state.view.focus === panel;
  const tag = state.view.system === undefined && state.systems.length > 1;
  const draw = (row: Row): RowView => row.draw({ tag, selected: row.id === selected, ages });
  const drawn = rows.map(draw);
  return {
    rows: drawn,
    all: rows === all ? drawn : all.map(draw),
    counts: countRows(all),
    uncounted: new Set(rows.filter(({ counts }) => !counts).map(({ id }) => id)),
    selected,
    filter: state.view.filters[panel] ?? "",
  };
}

/** The row under the cursor of a panel: the remembered one while it is there, else the first. */
export function selectedRow(state: CockpitState, panel: string): string | undefined {
  return selectedIn(state, panel, panelRows(state, panel));
}

function selectedIn(state: CockpitState, panel: string, rows: readonly Row[]): string | undefined {
  const wanted = state.view.selected[panel];
  return (rows.find(({ id }) => id === wanted) ?? rows[0])?.id;
}

function rowsOf(state: CockpitState, panel: string): readonly Row[] {
  const { system } = state.view;
  return allRows(state).filter(
    ({ plan }) => plan.panels.includes(panel) && (system === undefined || plan.system === system),
  );
}

function matches({ id, plan }: Row, filter: string): boolean {
  return [plan.title, plan.tag, id].some((text) => text.toLowerCase().includes(filter));
}
