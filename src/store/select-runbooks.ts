import type { CheckPlan } from "../core/plan.ts";
import type { Reading } from "../core/reading.ts";
import type { RunbookOffer } from "../core/runbook-offer.ts";
import type { CheckState, CockpitState } from "./state.ts";

/** Runbooks for what a check shows, those that fit best first. */
export function fittingRunbooks(
  { runbooks }: Pick<CockpitState, "runbooks">,
  check: Pick<CheckState, "plan" | "history">,
): readonly RunbookOffer[] {
  const fitting = runbooks.filter((offer) => fitOf(offer, check) > 0);
  return fitting.toSorted((a, b) => fitOf(b, check) - fitOf(a, check));
}

/**
 * How well a runbook fits what a check shows: 2 when the words of the verdict name it, 1 when a step of it looks at the
 * check, 0 not at all. A drill breaks on purpose and is no answer to what is broken.
 */
export function fitOf(offer: RunbookOffer, { plan, history }: Pick<CheckState, "plan" | "history">): 0 | 1 | 2 {
  const name = NAMED.exec(wordsOf(history.at(-1)))?.[1];
  if (offer.system === plan.system && name !== undefined && isCalled(offer, name)) return 2;
  return offer.drill !== true && looksAt(offer, plan) ? 1 : 0;
}

function looksAt({ checks }: RunbookOffer, { id, from }: Pick<CheckPlan, "id" | "from">): boolean {
  return checks.includes(id) || (from !== undefined && checks.includes(from));
}

function wordsOf(reading: Reading | undefined): string {
  if (reading?.outcome !== "failed") return reading?.summary ?? "";
  return reading.failure.hint ?? reading.summary;
}

const NAMED = /\s*Runbook: ([^.]+)(?:\.|$)/i;

/** What to do, without the name of a runbook that is not there; one that is there is a key away. */
export function withoutMissingRunbook(
  { runbooks }: Pick<CockpitState, "runbooks">,
  { system }: Pick<CheckPlan, "system">,
  text: string,
): string {
  return text.replace(NAMED, (_whole, name: string) => {
    const offer = runbooks.find((one) => one.system === system && isCalled(one, name));
    return offer ? ` r  ${offer.title}.` : "";
  });
}

/** By its title, or by its id as words: `system/no-sessions` is "no sessions". */
function isCalled({ id, title }: RunbookOffer, name: string): boolean {
  const names = [title.toLowerCase(), id.slice(id.indexOf("/") + 1).replaceAll("-", " ")];
  return names.includes(name.trim().toLowerCase());
}
