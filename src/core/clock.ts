export interface Clock {
  /** Wall clock in ms since 1970, for people and the journal. */
  now(): number;
  /** Monotonic clock in ms, for durations. */
  mono(): number;
  /** Runs `fn` after `ms`, at once where that is past; the returned function cancels it. */
  after(ms: number, fn: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  mono: () => performance.now(),
  after(ms, fn) {
    // Node warns of a negative time on stderr, which is the cockpit's screen.
    const timer = setTimeout(fn, Math.max(0, ms));
    return () => clearTimeout(timer);
  },
};
