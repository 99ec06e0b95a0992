import type { CheckPlan } from "../core/plan.ts";
import type { RunbookOffer } from "../core/runbook-offer.ts";
import type { CockpitState } from "./state.ts";

/** Runbooks that look at what a check looks at. */
export function fittingRunbooks(
  { runbooks }: Pick<CockpitState, "runbooks">,
  plan: Pick<CheckPlan, "id" | "from">,
): readonly RunbookOffer[] {
  return runbooks.filter(({ checks }) => checks.includes(plan.id) || (plan.from && checks.includes(plan.from)));
}

const NAMED = /\s*Runbook: ([^.]+)(?:\.|$)/i;

/** What to do, without the name of a runbook that is not there; one that is there is a key away. */
export function withoutMissingRunbook(
  { runbooks }: Pick<CockpitState, "runbooks">,
  { system }: Pick<CheckPlan, "system">,
  text: string,
): string {
  return text.replace(NAMED, (_whole, name: string) => {
    const wanted = name.trim().toLowerCase();
    const offer = runbooks.find((one) => one.system === system && namesOf(one).includes(wanted));
    return offer ? ` r  ${offer.title}.` : "";
  });
}

/** Its title, and its id as words: `system/no-sessions` is "no sessions". */
function namesOf({ id, title }: RunbookOffer): readonly string[] {
  return [title.toLowerCase(), id.slice(id.indexOf("/") + 1).replaceAll("-", " ")];
}
