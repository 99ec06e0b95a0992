import { shownState } from "../store/select-look.ts";
import { selectRow } from "../store/select-row.ts";
import type { CockpitState } from "../store/state.ts";

/** A row as one line of text for a chat: what, how, since when. */
export function rowText(state: CockpitState, id: string): string | undefined {
  const shown = shownState(state);
  const check = shown.checks[id];
  if (!check) return undefined;
  const row = selectRow(shown, check, { tag: true, selected: true, ages: true });
  const says = [row.value, row.words].filter((part) => part !== undefined && part !== "").join(" ");
  const age = row.age === "" || row.age === "now" ? "" : ` (${row.age} ago)`;
  return `${state.environment.name} ${id} ${row.status.toUpperCase()}: ${says}${age}`;
}
