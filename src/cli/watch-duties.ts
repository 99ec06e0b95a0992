import type { Clock } from "../core/clock.ts";
import type { Duty } from "../core/duty.ts";
import type { CockpitStore } from "../store/store.ts";
import { DutyFinder } from "./find-duties.ts";

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
  const finder = new DutyFinder(state);
  const told = new Set<string>();
  let cancel = (): void => undefined;
  let stopped = false;
  const look = async (): Promise<void> => {
    const { duties, problems } = await finder.find();
    if (stopped) return;
    for (const problem of problems.filter((one) => !told.has(one))) tell(problem);
    for (const problem of problems) told.add(problem);
    if (!same(duties, store.getState().duties)) store.dispatch({ type: "duties.changed", duties });
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

/** A journal that has not changed gives the very same duties. */
function same(now: readonly Duty[], before: readonly Duty[]): boolean {
  return now.length === before.length && now.every((duty, index) => duty === before[index]);
}
