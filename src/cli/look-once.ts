import type { CheckPlan } from "../core/plan.ts";
import type { Session } from "./session.ts";

/** Looks at each check once, within all caps and floors. Derived checks are judged from the answer of their source. */
export async function lookOnce(session: Session, plans: readonly CheckPlan[]): Promise<void> {
  const looked = new Set(plans.map((plan) => plan.from ?? plan.id));
  await Promise.all([...looked].map((id) => session.scheduler.runNow(id)));
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
