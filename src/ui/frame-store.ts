import type { Clock } from "../core/clock.ts";
import type { CockpitStore, ReadonlyStore } from "../store/store.ts";

export interface FrameStore extends ReadonlyStore {
  /** Shows the newest state at once: after a key. */
  flush(): void;
  /** Begins to tick; the returned function ends it. */
  start(): () => void;
}

/**
 * Lets React see one state a second, on the second, and one after each key. A frame of fifty rows costs far more than
 * one event, so a burst of readings must become one frame. It is also the one clock that ticks.
 *
 * `busy` says that the terminal has not taken the last frame yet: then this one is skipped.
 */
export function frameStore(store: CockpitStore, clock: Clock, busy: () => boolean = () => false): FrameStore {
  let shown = store.getState();
  const listeners = new Set<Parameters<ReadonlyStore["subscribe"]>[0]>();
  const flush = (): void => {
    const before = shown;
    shown = store.getState();
    if (shown !== before) for (const listener of listeners) listener(shown, before);
  };
  return {
    getState: () => shown,
    getInitialState: store.getInitialState,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    flush,
    start: () => {
      const next = (): (() => void) => clock.after(1000 - (clock.now() % 1000), tick);
      const tick = (): void => {
        store.dispatch({ type: "ticked", now: clock.now() });
        if (!busy()) flush();
        cancel = next();
      };
      let cancel = next();
      return () => cancel();
    },
  };
}
