import type { Clock } from "../core/clock.ts";
import type { Budget, CheckPlan } from "../core/plan.ts";

export interface GateLimits {
  readonly inAll: number;
  readonly perTarget: number;
  readonly budgets: readonly Budget[];
}

/** Counts looks in flight, and requests a window, in all and per target. It knows no check and no time but the clock's. */
export class Gate {
  readonly #limits: GateLimits;
  readonly #clock: Clock;
  readonly #flying = new Map<string, number>();
  readonly #spending: readonly Spending[];
  #inAll = 0;

  constructor(limits: GateLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
    this.#spending = limits.budgets.map((budget) => ({ budget, flying: 0, spent: [] }));
  }

  /** 0 when a look at the target may start now; else ms to wait for the budget; Infinity: until another look ends. */
  delay(plan: CheckPlan): number {
    if (this.#inAll >= this.#limits.inAll) return Infinity;
    if ((this.#flying.get(plan.target) ?? 0) >= this.#limits.perTarget) return Infinity;
    return Math.max(0, ...this.#spending.map((spending) => this.#budgetDelay(spending, requestsOf(plan, spending))));
  }

  enter(plan: CheckPlan): void {
    this.#inAll++;
    this.#flying.set(plan.target, (this.#flying.get(plan.target) ?? 0) + 1);
    for (const spending of this.#spending) spending.flying += requestsOf(plan, spending);
  }

  /** When exactly a look sent its requests nobody knows: they count while it is under way, and from its end on. */
  leave(plan: CheckPlan): void {
    this.#inAll--;
    const left = (this.#flying.get(plan.target) ?? 1) - 1;
    if (left > 0) this.#flying.set(plan.target, left);
    else this.#flying.delete(plan.target);
    for (const spending of this.#spending) {
      const requests = requestsOf(plan, spending);
      spending.flying -= requests;
      spending.spent.push(...Array.from({ length: requests }, () => this.#clock.mono()));
    }
  }

  /** A look that alone sends more than the budget has a whole window for itself. */
  #budgetDelay(spending: Spending, requests: number): number {
    const { budget, flying } = spending;
    const since = this.#clock.mono() - budget.perMs;
    spending.spent = spending.spent.filter((at) => at > since);
    const { spent } = spending;
    const tooMany = flying + spent.length + requests - budget.requests;
    if (requests === 0 || tooMany <= 0 || flying + spent.length === 0) return 0;
    const last = spent[Math.min(tooMany - 1, spent.length - 1)];
    if (last === undefined || (tooMany > spent.length && flying > 0)) return Infinity;
    return last - since;
  }
}

/** What of a budget is gone: requests of looks under way, and when those of others ended, oldest first. */
interface Spending {
  readonly budget: Budget;
  flying: number;
  spent: number[];
}

function requestsOf({ target, requests = { [target]: 1 } }: CheckPlan, { budget }: Spending): number {
  return requests[budget.target] ?? 0;
}
