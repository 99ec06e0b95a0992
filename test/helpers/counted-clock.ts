import type { Clock } from "../../src/core/clock.ts";

/** A clock on another one; `open` has what waits on it. */
export function countedClock(clock: Clock, open: Set<object>): Clock {
  const after: Clock["after"] = (ms, fn) => {
    const timer = {};
    open.add(timer);
    const cancel = clock.after(ms, () => {
      open.delete(timer);
      fn();
    });
    return () => {
      open.delete(timer);
      cancel();
    };
  };
  return { now: clock.now, mono: clock.mono, after };
}
