import type { InterruptedRun } from "../../core/run-question.ts";
import type { JournalWriter } from "../../journal/journal.ts";
import type { Incident } from "../../journal/read-incidents.ts";
import { restoredWithout } from "../../runbooks/duties.ts";
import type { CockpitStore } from "../../store/store.ts";
import type { OpenedConfig } from "../open-config.ts";
import type { Journals } from "./journals.ts";
import { interruptedRuns } from "./offers.ts";

/** Lists the runs of these incidents that have lost their process, of configured systems; gives the list. */
export function showInterrupted(
  incidents: readonly Incident[],
  store: CockpitStore,
  { systems }: Pick<OpenedConfig, "systems">,
): readonly InterruptedRun[] {
  const known = new Set(systems.map(({ id }) => id));
  const runs = interruptedRuns(incidents).filter(({ system }) => known.has(system));
  store.dispatch({ type: "runs.interrupted", runs });
  return runs;
}

/** Throws when the run is not there any more. */
export function interruptedRun(store: CockpitStore, run: string): InterruptedRun {
  const found = store.getState().interrupted.find((one) => one.run === run);
  if (!found) throw new Error("that run is not there any more");
  return found;
}

/** Takes a run off the list: it goes on, or it has ended. */
export function dropInterrupted(store: CockpitStore, run: string): void {
  store.dispatch({ type: "runs.interrupted", runs: store.getState().interrupted.filter((one) => one.run !== run) });
}

/** What was restored since the list was made is said in it. */
export function tellRestored(store: CockpitStore, writer: Pick<JournalWriter, "incident" | "entries">): void {
  const journal = { id: writer.incident, entries: writer.entries(), doubtful: [] };
  const runs = store.getState().interrupted.map((one): InterruptedRun => {
    const restored = one.incident === journal.id ? restoredWithout(one.run, journal) : undefined;
    return restored === undefined ? one : { ...one, restored };
  });
  store.dispatch({ type: "runs.interrupted", runs });
}

/** Ends a run whose change was restored without it. Throws when it can go on, and JournalError. */
export async function abandonRun(
  store: CockpitStore,
  run: string,
  journals: Pick<Journals, "continue" | "release">,
): Promise<void> {
  const { restored, incident } = interruptedRun(store, run);
  if (restored === undefined) throw new Error("it can go on: abort it there");
  const journal = journals.continue(incident);
  const reason = `${restored} was restored while the run was interrupted`;
  await journal.append({ type: "run.closed", run, result: "aborted", reason });
  journals.release(journal);
  dropInterrupted(store, run);
}
