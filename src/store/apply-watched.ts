import { beganToFire } from "../core/alert.ts";
import { clockDuration } from "../core/duration.ts";
import type { AlertPlan, GoalPlan } from "../core/plan.ts";
import { own } from "./own.ts";
import {
  type AlertRecord,
  type CockpitEvent,
  type CockpitState,
  type GoalRecord,
  TIMELINE_LENGTH,
  type Transition,
} from "./state.ts";

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
  if (!before || !event.hold) return state;
  const { hold, seen, say, short } = event;
  const alert = { ...before, hold, seen, say, short };
  const began = beganToFire(before.hold, hold, before.plan);
  const news = newsOf(alert, began);
  return {
    ...state,
    alerts: { ...state.alerts, [event.id]: alert },
    rings: state.rings + (began ? 1 : 0),
    timeline: news ? [...state.timeline.slice(1 - TIMELINE_LENGTH), news] : state.timeline,
  };
}

function newsOf({ plan, hold, seen }: AlertRecord, began: boolean): Transition | undefined {
  if (!hold) return undefined;
  const { at } = hold;
  if (began) {
    const words = `fires: ${seen} for ${clockDuration(at - hold.since)}`;
    return { at, checkId: plan.id, from: undefined, to: plan.verdict, words };
  }
  if (hold.resolvedAt !== at) return undefined;
  return { at, checkId: plan.id, from: plan.verdict, to: "ok", words: `resolved: ${seen}` };
}

export function withGoal(state: CockpitState, event: EventOf<"goal.judged">): CockpitState {
  const before = event.epoch === state.epoch ? own(state.goals, event.id) : undefined;
  if (!before) return state;
  const { memory, seen } = event;
  return { ...state, goals: { ...state.goals, [event.id]: { ...before, memory, seen } } };
}

export function withMemories(state: CockpitState, { memories, epoch }: EventOf<"watched.restored">): CockpitState {
  if (epoch !== state.epoch) return state;
  const alerts = Object.entries(state.alerts).map(([id, alert]) => [id, { ...alert, hold: own(memories, id)?.hold }]);
  const goals = Object.entries(state.goals).map(([id, goal]) => [id, { ...goal, memory: own(memories, id) ?? {} }]);
  return { ...state, alerts: Object.fromEntries(alerts), goals: Object.fromEntries(goals) };
}
