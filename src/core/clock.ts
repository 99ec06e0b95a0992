export interface Clock {
  /** Wall clock in ms since 1970, for people and the journal. */
  now(): number;
  /** Monotonic clock in ms, for durations. */
  mono(): number;
  /** Runs `fn` after `ms`; the returned function cancels it. */
  after(ms: number, fn: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  mono: () => performance.now(),
  after(ms, fn) {
    const timer = setTimeout(fn, ms);
    return () => clearTimeout(timer);
  },
};
