import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../core/clock.ts";
import { incidentFolders } from "../journal/incident-folders.ts";
import { JOURNAL } from "../journal/journal-file.ts";
import type { CockpitStore } from "../store/store.ts";
import { findDuties } from "./find-duties.ts";

const LOOK_MS = 1000;

export interface DutyWatch {
  readonly store: CockpitStore;
  readonly state: string;
  readonly clock: Clock;
  /** Hears of each journal that cannot be read whole, once. */
  readonly tell: (problem: string) => void;
}

/**
 * Resolves when what is owed is in the store, so that the first frame shows it; then looks whether a journal has changed,
 * whoever wrote it, until the returned function is called.
 */
export async function watchDuties({ store, state, clock, tell }: DutyWatch): Promise<() => void> {
  const told = new Set<string>();
  let seen = "";
  let cancel = (): void => undefined;
  let stopped = false;
  const look = async (): Promise<void> => {
    const now = await fingerprint(state);
    if (now === seen) return;
    const { duties, problems } = await findDuties(state);
    seen = now;
    if (stopped) return;
    for (const problem of problems.filter((one) => !told.has(one))) tell(problem);
    for (const problem of problems) told.add(problem);
    if (duties.length > 0 || store.getState().duties.length > 0) store.dispatch({ type: "duties.changed", duties });
  };
  const later = (): void => {
    if (!stopped) cancel = clock.after(LOOK_MS, () => void look().finally(later));
  };
  await look();
  later();
  return () => {
    stopped = true;
    cancel();
  };
}

/** Changes with every line that anybody adds. */
async function fingerprint(state: string): Promise<string> {
  const found = await Promise.allSettled(
    foldersOf(state).map(async (folder) => {
      const { size, mtimeMs } = await stat(join(folder, JOURNAL));
      return `${folder} ${size} ${mtimeMs}`;
    }),
  );
  return found.map((one) => (one.status === "fulfilled" ? one.value : String(one.reason))).join("\n") || "none";
}

function foldersOf(state: string): readonly string[] {
  try {
    return incidentFolders(state);
  } catch {
    return []; // Reading them says why.
  }
}
