import type { Clock } from "../core/clock.ts";
import type { CheckPlan } from "../core/plan.ts";
import type { Reading } from "../core/reading.ts";
import type { Gate } from "./gate.ts";

interface Waiting {
  readonly plan: CheckPlan;
  readonly begin: () => void;
}

/** Looks that wait, in order, until the gate lets them through. */
export class LookLine {
  readonly #gate: Gate;
  readonly #clock: Clock;
  readonly #waiting: Waiting[] = [];
  #isOver = false;
  #wake: () => void = () => {};

  constructor(gate: Gate, clock: Clock) {
    this.#gate = gate;
    this.#clock = clock;
  }

  /** Resolves with what `look` saw, which does not reject and calls `leave`. It begins at a later `drain`. */
  join(plan: CheckPlan, look: () => Promise<Reading>): Promise<Reading> {
    return new Promise((settle) => {
      const begin = () =>
        void look().then((seen) => {
          settle(seen);
          this.drain();
        });
      this.#waiting.push({ plan, begin });
    });
  }

  leave(plan: CheckPlan): void {
    this.#gate.leave(plan);
  }

  /** Begins whatever the gate lets through; sleeps until the earliest budget when it is that which holds. */
  drain(): void {
    this.#wake();
    let wait = Infinity;
    for (const waiting of [...this.#waiting]) {
      const delay = this.#isOver ? 0 : this.#gate.delay(waiting.plan);
      wait = Math.min(wait, delay > 0 ? delay : Infinity);
      if (delay > 0) continue;
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
      this.#gate.enter(waiting.plan);
      waiting.begin();
    }
    this.#wake = Number.isFinite(wait) ? this.#clock.after(wait, () => this.drain()) : () => {};
  }

  /** Nobody waits any more: what stands in line begins, and is told that it was stopped. */
  end(): void {
    this.#isOver = true;
    this.drain();
  }
}
