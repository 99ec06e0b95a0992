import type { Clock } from "../../core/clock.ts";
import type { Searched } from "./marks.ts";

const AGAIN_MS = 300_000;
const LEAST_MS = 15_000;
const TURN_MS = 5000;

export interface MarkWatch {
  readonly clock: Clock;
  /** Divides the time between two searches. */
  readonly pace: number;
  /** Only the cockpit that leads asks targets. */
  readonly leads: () => boolean;
  readonly search: () => Promise<Searched>;
  readonly show: (searched: Searched) => void;
}

/** Searches for breaks of others now, and every five minutes while this cockpit leads. Returns how to end. */
export function watchMarks({ clock, pace, leads, search, show }: MarkWatch): () => void {
  const everyMs = Math.max(AGAIN_MS / pace, LEAST_MS);
  let cancel = (): void => undefined;
  let stopped = false;
  const turn = async (): Promise<void> => {
    if (!leads()) return later(TURN_MS);
    const searched = await search();
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
  };
}
