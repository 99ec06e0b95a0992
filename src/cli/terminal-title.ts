import { tame } from "../core/hostile-text.ts";
import { plural } from "../core/plural.ts";
import { alertCounts } from "../store/select-alert.ts";
import { countAll, worst } from "../store/select-counts.ts";
import type { CockpitState } from "../store/state.ts";
import type { ReadonlyStore } from "../store/store.ts";

// XTWINOPS 22 and 23 keep and give back the title; terminals without them ignore both.
const KEEP = "\u001b[22;2t";
const GIVE_BACK = "\u001b[23;2t";

/** The terminal's title says where this is, what is owed, what fires and how bad it is, also while another window is in front. Returns how to end. */
export function showTitle(store: ReadonlyStore, stdout: NodeJS.WriteStream): () => void {
  let shown = "";
  const show = (state: CockpitState): void => {
    const words = titleWords(state);
    if (words === shown) return;
    shown = words;
    stdout.write(`\u001b]2;${words}\u0007`);
  };
  stdout.write(KEEP);
  show(store.getState());
  const forget = store.subscribe(show);
  return () => {
    forget();
    stdout.write(GIVE_BACK);
  };
}

function titleWords(state: CockpitState): string {
  const { environment, duties } = state;
  const owed = duties.length === 0 ? "" : `${duties.length} OPEN ${duties.length === 1 ? "DUTY" : "DUTIES"} - `;
  const { firing } = alertCounts(state);
  const alerts = firing === 0 ? "" : `${plural(firing, "alert fires", "alerts fire")} - `;
  const status = worst(countAll(state));
  const verdict = status === "unread" ? "" : `${status} - `;
  return `${owed}${alerts}${verdict}opsdeck ${tame(environment.name, 40)}`;
}
