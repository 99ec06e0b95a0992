import { own } from "../store/own.ts";
import { isTicked } from "../store/select-goal.ts";
import type { CommandContext } from "./command.ts";

/** A tick is a person's word, kept with the name and the time. It changes no system; once more takes it back. */
export function tickGoal({ state, dispatch, actions }: CommandContext, id: string): void {
  const goal = own(state.goals, id);
  const ticked = goal && isTicked(goal, state.now);
  if (ticked === undefined) return;
  actions.tick(id, !ticked);
  dispatch({ type: "notice.shown", text: `${ticked ? "taken back" : "ticked"}: ${goal?.plan.title}` });
}
