import { type Clock, systemClock } from "../../src/core/clock.ts";

/** The system's clock, whose durations stand still while `work` is under way: what is awaited meanwhile loses no time. */
export class StandingClock implements Clock {
  #stood = 0;
  #since = 0;
  #works = 0;

  now = systemClock.now;

  mono = (): number => (this.#works > 0 ? this.#since : systemClock.mono()) - this.#stood;

  after = (ms: number, fn: () => void): (() => void) => {
    const due = this.mono() + ms;
    const left = () => due - this.mono();
    let cancel = systemClock.after(ms, fire);
    function fire() {
      if (left() > 0) cancel = systemClock.after(left(), fire);
      else fn();
    }
    return () => cancel();
  };

  async standDuring(work: () => Promise<unknown>): Promise<void> {
    if (this.#works === 0) this.#since = systemClock.mono();
    this.#works += 1;
    try {
      await work();
    } finally {
      this.#works -= 1;
      if (this.#works === 0) this.#stood += systemClock.mono() - this.#since;
    }
  }
}
