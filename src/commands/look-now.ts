import { timesAsked } from "../store/apply-view.ts";
import { checkBehind } from "../store/select-rows.ts";
import type { CockpitState, Leader } from "../store/state.ts";
import type { CommandContext } from "./command.ts";

/** Looks at checks now. One that tells people asks for the key a second time; one that writes is never run by a key. */
export function lookNow({ state, dispatch, actions }: CommandContext, ids: readonly string[], key: string): void {
  if (state.leader) {
    dispatch({ type: "notice.shown", text: following(state.leader) });
    return;
  }
  const behind = new Set(ids.flatMap((id) => checkBehind(state, id) ?? []));
  const plans = [...behind].flatMap((id) => state.checks[id]?.plan ?? []).filter(({ effect }) => effect !== "writes");
  const telling = plans.filter(({ effect }) => effect === "notifies");
  const what = `look ${telling.map(({ id }) => id).join(" ")}`;
  if (telling.length > 0 && timesAsked(state.view, what, state.now) === 0) {
    dispatch({ type: "asked", what });
    dispatch({ type: "notice.shown", text: `${names(telling)} can page people: ${key} again looks all the same` });
    return;
  }
  actions.runNow(plans.map(({ id }) => id));
  dispatch({ type: "notice.shown", text: `looking at ${names(plans)}` });
}

/** Why a look at the row is not possible. */
export function cannotLook(state: CockpitState, id: string | undefined): string | undefined {
  if (state.leader) return following(state.leader);
  if (id === undefined) return "no row here";
  const plan = state.checks[checkBehind(state, id) ?? ""]?.plan;
  if (!plan) return "no look of its own: it goes by other checks or by a person";
  return plan.effect === "writes" ? "this check writes: only a runbook step may run it" : undefined;
}

function following({ name, pid }: Leader): string {
  return `this cockpit follows process ${pid} of ${name}, which does the looking`;
}

function names(plans: readonly { readonly tag: string; readonly title: string }[]): string {
  const [first] = plans;
  if (!first) return "nothing";
  return plans.length === 1 ? `${first.tag} ${first.title}` : `${plans.length} checks`;
}
