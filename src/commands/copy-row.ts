import { shownState } from "../store/select-look.ts";
import { rowById } from "../store/select-rows.ts";
import type { CockpitState } from "../store/state.ts";

/** A row as one line of text for a chat: what, how, since when. */
export function rowText(state: CockpitState, id: string): string | undefined {
  const shown = shownState(state);
  const row = rowById(shown, id)?.draw({ tag: true, selected: true, ages: true });
  if (!row) return undefined;
  const says = [row.value, row.words].filter((part) => part !== undefined && part !== "").join(" ");
  const age = row.age === "" || row.age === "now" ? "" : ` (${row.age} ago)`;
  return `${state.environment.name} ${id} ${row.status.toUpperCase()}: ${says}${age}`;
}
