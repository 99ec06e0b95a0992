import { timesAsked } from "../store/apply-view.ts";
import { leaderWords } from "../store/leader-words.ts";
import { checkBehind } from "../store/select-rows.ts";
import type { CockpitState } from "../store/state.ts";
import type { CommandContext } from "./command.ts";

/** Looks at checks now. One that tells people asks for the key a second time; one that writes is never run by a key. */
export function lookNow({ state, dispatch, actions }: CommandContext, ids: readonly string[], key: string): void {
  const why = looksElsewhere(state);
  if (why !== undefined) {
    dispatch({ type: "notice.shown", text: why });
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
  const why = looksElsewhere(state);
  if (why !== undefined) return why;
  if (id === undefined) return "no row here";
  const plan = state.checks[checkBehind(state, id) ?? ""]?.plan;
  if (!plan) return "no look of its own: it goes by other checks or by a person";
  return plan.effect === "writes" ? "this check writes: only a runbook step may run it" : undefined;
}

/** On another bastion than the leader's a cockpit looks for itself. */
function looksElsewhere({ leader }: CockpitState): string | undefined {
  return leader && !leader.far ? `${leaderWords(leader)}, which does the looking` : undefined;
}

function names(plans: readonly { readonly tag: string; readonly title: string }[]): string {
  const [first] = plans;
  if (!first) return "nothing";
  return plans.length === 1 ? `${first.tag} ${first.title}` : `${plans.length} checks`;
}
