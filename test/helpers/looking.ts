import type { Clock } from "../../src/core/clock.ts";
import type { CheckPlan } from "../../src/core/plan.ts";
import { noFloors } from "../../src/engine/floors.ts";
import { type LookDeps, rejudge, runCheck } from "../../src/engine/run-check.ts";
import { Scheduler, type SchedulerEvents, type SchedulerOptions } from "../../src/engine/scheduler.ts";
import { noClients } from "./plan.ts";

export interface Looking {
  readonly clock: Clock;
  readonly events: SchedulerEvents;
  readonly blinds?: LookDeps["blinds"];
  readonly over?: Partial<SchedulerOptions>;
}

/** A scheduler that really looks and judges: without floors, budgets, chance, and a memory. */
export function schedulerOf(plans: readonly CheckPlan[], { clock, events, blinds, over = {} }: Looking): Scheduler {
  const deps: LookDeps = {
    clients: noClients,
    clock,
    pace: 1,
    redact: (text) => text,
    samples: () => [],
    verdictOf: () => undefined,
    factOf: () => undefined,
    blinds: blinds ?? (() => false),
  };
  return new Scheduler(plans, {
    clock,
    floors: noFloors,
    budgets: [],
    random: () => 0.5,
    run: (plan, seq, stop) => runCheck(plan, seq, stop, deps),
    rejudge: (plan, seq, source) => rejudge(plan, seq, source, deps),
    events,
    ...over,
  });
}
