import type { Clock } from "../core/clock.ts";
import type { CheckPlan } from "../core/plan.ts";
import type { Scheduler } from "../engine/scheduler.ts";
import { lookAt } from "../store/select-look.ts";
import type { CockpitState } from "../store/state.ts";

interface Looking {
  readonly scheduler: Pick<Scheduler, "runNow">;
  readonly store: { getState(): CockpitState };
  decided(): Promise<void>;
}

/** The second round takes time, too: what is stale this much later is looked at with the rest. */
const SECOND_ROUND_MS = 3000;

/**
 * Looks at each check once, within all caps and floors. Derived checks are judged from the answer of their source. One look
 * may listen for so long that others are stale by then: those are looked at once more. What fell silent is found out before
 * it ends.
 */
export async function lookOnce(session: Looking, plans: readonly CheckPlan[], clock: Clock): Promise<void> {
  const look = (some: readonly CheckPlan[]) => {
    const looked = new Set(some.map((plan) => plan.from ?? plan.id));
    return Promise.all([...looked].map((id) => session.scheduler.runNow(id)));
  };
  await look(plans);
  const state = { ...session.store.getState(), now: clock.now() + SECOND_ROUND_MS };
  await look(plans.filter(({ id }) => isStale(state, id)));
  await session.decided();
}

function isStale(state: CockpitState, id: string): boolean {
  const check = state.checks[id];
  return check !== undefined && lookAt(state, check).status === "stale";
}

/** The plans that words name: `system/check`, `check` or `system`. The words that name none come back as unknown. */
export function choosePlans(
  plans: readonly CheckPlan[],
  words: readonly string[],
): { readonly chosen: readonly CheckPlan[]; readonly unknown: readonly string[] } {
  if (words.length === 0) return { chosen: plans.filter((plan) => plan.mode === "scheduled"), unknown: [] };
  const named = (word: string) => plans.filter((plan) => [plan.id, plan.id.split("/")[1], plan.system].includes(word));
  const chosen = new Set(words.flatMap(named));
  return {
    chosen: plans.filter((plan) => chosen.has(plan)),
    unknown: words.filter((word) => named(word).length === 0),
  };
}

/**
 * What must be looked at again and again for these to stay fresh: they or their sources, and what their looks ask for. What
 * tells somebody is not looked at because another look would like to know.
 */
export function looksFor(plans: readonly CheckPlan[], chosen: readonly CheckPlan[]): ReadonlySet<string> {
  const planOf = (id: string) => plans.filter((plan) => plan.id === id);
  const sourcesOf = (plan: CheckPlan) => (plan.from === undefined ? [plan] : planOf(plan.from));
  const looked = new Set(chosen.flatMap(sourcesOf));
  for (const { needs = [] } of looked) {
    const quiet = needs
      .flatMap(planOf)
      .flatMap(sourcesOf)
      .filter(({ effect }) => effect === "none");
    for (const plan of quiet) looked.add(plan);
  }
  return new Set([...looked].map(({ id }) => id));
}
