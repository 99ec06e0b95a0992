import type { Clock } from "../core/clock.ts";
import type { Duty } from "../core/duty.ts";
import { byDue } from "../runbooks/duties.ts";
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

export interface OwedWatch {
  /** What marks at targets tell of, in place of what they told before; shown until a journal here has it. */
  found(duties: readonly Duty[]): void;
  /** Looks at once. */
  look(): Promise<void>;
  stop(): void;
}

/**
 * Resolves when what is owed is in the store, so that the first frame shows it; then looks whether a journal has changed,
 * whoever wrote it, until it is stopped.
 */
export async function watchDuties({ store, state, clock, tell }: DutyWatch): Promise<OwedWatch> {
  const finder = new DutyFinder(state);
  const told = new Set<string>();
  let cancel = (): void => undefined;
  let stopped = false;
  let journaled: readonly Duty[] = [];
  let marked: readonly Duty[] = [];
  const show = (): void => {
    marked = marked.filter(({ found }) => !journaled.some(({ mark }) => mark === found?.mark));
    const duties = marked.length === 0 ? journaled : [...journaled, ...marked].toSorted(byDue);
    if (!same(duties, store.getState().duties)) store.dispatch({ type: "duties.changed", duties });
  };
  const look = async (): Promise<void> => {
    const { duties, problems } = await finder.find();
    if (stopped) return;
    for (const problem of problems.filter((one) => !told.has(one))) tell(problem);
    for (const problem of problems) told.add(problem);
    journaled = duties;
    show();
  };
  const later = (): void => {
    if (!stopped) cancel = clock.after(LOOK_MS, () => void look().finally(later));
  };
  await look();
  later();
  return {
    found(duties) {
      marked = duties;
      if (!stopped) show();
    },
    look,
    stop() {
      stopped = true;
      cancel();
    },
  };
}

/** A journal that has not changed gives the very same duties. */
function same(now: readonly Duty[], before: readonly Duty[]): boolean {
  return now.length === before.length && now.every((duty, index) => duty === before[index]);
}
