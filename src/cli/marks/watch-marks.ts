import type { Clock } from "../../core/clock.ts";
import type { ReadonlyStore } from "../../store/store.ts";
import type { OwedWatch } from "../watch-duties.ts";
import type { Marks, Searched } from "./marks.ts";

const AGAIN_MS = 300_000;
const LEAST_MS = 15_000;
const TURN_MS = 5000;

export interface MarkWatch {
  readonly clock: Clock;
  /** Divides the time between two searches. */
  readonly pace: number;
  readonly store: ReadonlyStore;
  readonly marks: Pick<Marks, "search" | "close">;
  readonly owed: Pick<OwedWatch, "found">;
  /** Hears each reason why something could not be searched once, until it could. */
  readonly tell: (text: string) => void;
}

/** Searches for breaks of others now, and every five minutes while this cockpit leads. Returns how to end. */
export function watchMarks({ clock, pace, store, marks, owed, tell }: MarkWatch): () => void {
  const everyMs = Math.max(AGAIN_MS / pace, LEAST_MS);
  let told: readonly string[] = [];
  let cancel = (): void => undefined;
  let stopped = false;
  const show = ({ duties, unsearched }: Searched): void => {
    owed.found(duties);
    for (const why of unsearched.filter((one) => !told.includes(one))) tell(why);
    told = unsearched;
  };
  const turn = async (): Promise<void> => {
    // On one bastion only the one who leads asks targets, and tells the others; another bastion looks for itself.
    const { leader } = store.getState();
    if (leader && !leader.far) return later(TURN_MS);
    const searched = await marks.search();
    if (stopped) return;
    show(searched);
    later(everyMs);
  };
  const later = (ms: number): void => {
    if (!stopped) cancel = clock.after(ms, () => void turn());
  };
  void turn();
  return () => {
    stopped = true;
    cancel();
    marks.close();
  };
}
