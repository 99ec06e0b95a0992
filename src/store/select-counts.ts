import type { Status } from "./select-look.ts";
import { allRows, type Row } from "./select-rows.ts";
import type { CockpitState } from "./state.ts";

export type Counts = Readonly<Record<Status, number>>;

/** Worst first: who gets a line, who colours a system. Unread says least. */
export const RANKS = ["fail", "warn", "unknown", "stale", "unread", "ok"] as const satisfies readonly Status[];

/** Rows by status; open criteria and looks that nobody took stand in no count. */
export function countRows(rows: readonly Pick<Row, "status" | "counts">[]): Counts {
  const found: Record<Status, number> = { fail: 0, warn: 0, unknown: 0, stale: 0, unread: 0, ok: 0 };
  for (const row of rows) if (row.counts) found[row.status] += 1;
  return found;
}

/** All systems, whichever is chosen. Of the state as it is given: `shownState` first for what a frozen screen shows. */
export function countAll(state: CockpitState): Counts {
  return countRows(allRows(state));
}

/** Unread where nothing counts, which is not ok. */
export function worst(found: Counts): Status {
  return RANKS.find((status) => found[status] > 0) ?? "unread";
}

/** Worst status of each system, in the order of the configuration. */
export function systemLights(
  state: CockpitState,
): readonly { readonly id: string; readonly tag: string; readonly title: string; readonly status: Status }[] {
  const bySystem = Map.groupBy(allRows(state), ({ plan }) => plan.system);
  return state.systems.map(({ id, tag, title }) => ({
    id,
    tag,
    title,
    status: worst(countRows(bySystem.get(id) ?? [])),
  }));
}
