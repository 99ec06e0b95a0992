import { beganToFire } from "../core/alert.ts";
import { clockDuration } from "../core/duration.ts";
import type { Hold } from "../core/hold.ts";
import type { AlertPlan, GoalPlan } from "../core/plan.ts";
import { addTransition } from "./add-transition.ts";
import { own } from "./own.ts";
import { seenWords } from "./seen-words.ts";
import type { AlertRecord, CockpitEvent, CockpitState, GoalRecord, Transition } from "./state.ts";

type EventOf<T extends CockpitEvent["type"]> = Extract<CockpitEvent, { type: T }>;

/** Alerts of which nothing is known yet. */
export function freshAlerts(plans: readonly AlertPlan[] = []): Record<string, AlertRecord> {
  const nothing = { hold: undefined, seen: "", say: "", short: undefined };
  return Object.fromEntries(plans.map((plan) => [plan.id, { plan, ...nothing }]));
}

export function freshGoals(plans: readonly GoalPlan[] = []): Record<string, GoalRecord> {
  return Object.fromEntries(plans.map((plan) => [plan.id, { plan, memory: {}, seen: "" }]));
}

/** One more sample of an alert. Beginning to fire is news, and rings; so is the end of it. */
export function withAlert(state: CockpitState, event: EventOf<"alert.judged">): CockpitState {
  const before = event.epoch === state.epoch ? own(state.alerts, event.id) : undefined;
  return before ? told(state, event, before, true) : state;
}

type Told = Pick<EventOf<"alert.judged">, "hold" | "seen" | "say" | "short">;

function told(state: CockpitState, event: Told, before: AlertRecord, isNews: boolean): CockpitState {
  const { hold, seen, say, short } = event;
  if (!hold) return state;
  const { plan } = before;
  const alert = { ...before, hold, seen, say, short };
  const alerts = { ...state.alerts, [plan.id]: alert };
  if (!isNews || before.hold?.at === hold.at) return { ...state, alerts };
  const began = beganToFire(before.hold, hold, plan);
  const news = newsOf(before.hold, alert, began);
  return {
    ...state,
    alerts,
    rings: state.rings + (began ? 1 : 0),
    timeline: news ? addTransition(state.timeline, news) : state.timeline,
  };
}

function newsOf(before: Hold | undefined, alert: AlertRecord, began: boolean): Transition | undefined {
  const { plan, hold, short } = alert;
  if (!hold) return undefined;
  const seen = seenWords(alert);
  if (began) {
    const words = `fires: ${short ?? seen} for ${clockDuration(hold.at - hold.since)}`;
    return { at: hold.at, checkId: plan.id, from: undefined, to: plan.verdict, words };
  }
  const { resolvedAt } = hold;
  if (resolvedAt === null || resolvedAt === before?.resolvedAt) return undefined;
  return { at: resolvedAt, checkId: plan.id, from: plan.verdict, to: "ok", words: `resolved: ${seen}` };
}

/** The same state for another epoch or an unknown goal. Never news: no bell, no line in the timeline. */
export function withGoal(state: CockpitState, event: EventOf<"goal.judged">): CockpitState {
  const before = event.epoch === state.epoch ? own(state.goals, event.id) : undefined;
  if (!before) return state;
  const { memory, seen } = event;
  return { ...state, goals: { ...state.goals, [event.id]: { ...before, memory, seen } } };
}

/** What another opsdeck saw begin to fire rings here, too; what was so when this one began does not. */
export function withRestored(state: CockpitState, { judged, epoch }: EventOf<"watched.restored">): CockpitState {
  if (epoch !== state.epoch) return state;
  return judged.reduce((before, { id, memory, seen, say, short }) => {
    if (own(before.goals, id)) return withGoal(before, { type: "goal.judged", id, memory, seen, epoch });
    const alert = own(before.alerts, id);
    return alert ? told(before, { hold: memory.hold, seen, say, short }, alert, alert.hold !== undefined) : before;
  }, state);
}
