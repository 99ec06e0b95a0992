import type { Clock } from "../core/clock.ts";
import type { Budget, CheckPlan } from "../core/plan.ts";

export interface GateLimits {
  readonly inAll: number;
  readonly perTarget: number;
  readonly budgets: readonly Budget[];
}

/** Counts looks in flight and per window, in all and per target. It knows no check and no time but the clock's. */
export class Gate {
  readonly #limits: GateLimits;
  readonly #clock: Clock;
  readonly #flying = new Map<string, number>();
  readonly #spent = new Map<string, number[]>();
  #inAll = 0;

  constructor(limits: GateLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** 0 when a look at the target may start now; else ms to wait for the budget; Infinity: until another look ends. */
  delay(plan: CheckPlan): number {
    if (this.#inAll >= this.#limits.inAll) return Infinity;
    if ((this.#flying.get(plan.target) ?? 0) >= this.#limits.perTarget) return Infinity;
    const waits = this.#budgetsOf(plan.target).map((budget) => this.#budgetDelay(budget));
    return Math.max(0, ...waits);
  }

  enter(plan: CheckPlan): void {
    this.#inAll++;
    this.#flying.set(plan.target, (this.#flying.get(plan.target) ?? 0) + 1);
    for (const budget of this.#budgetsOf(plan.target)) this.#recent(budget).push(this.#clock.mono());
  }

  leave(plan: CheckPlan): void {
    this.#inAll--;
    const left = (this.#flying.get(plan.target) ?? 1) - 1;
    if (left > 0) this.#flying.set(plan.target, left);
    else this.#flying.delete(plan.target);
  }

  #budgetsOf(target: string): readonly Budget[] {
    return this.#limits.budgets.filter((budget) => budget.target === target);
  }

  #budgetDelay(budget: Budget): number {
    const recent = this.#recent(budget);
    const oldest = recent.length >= budget.requests ? recent[recent.length - budget.requests] : undefined;
    return oldest === undefined ? 0 : Math.max(0, oldest + budget.perMs - this.#clock.mono());
  }

  #recent(budget: Budget): number[] {
    const key = `${budget.target} ${budget.requests}/${budget.perMs}`;
    const since = this.#clock.mono() - budget.perMs;
    const recent = (this.#spent.get(key) ?? []).filter((at) => at > since);
    this.#spent.set(key, recent);
    return recent;
  }
}
