import { z } from "zod";
import { defineCheck } from "../core/check.ts";
import { DEFAULT_UPDATES } from "../core/incident.ts";
import type { CheckPlan } from "../core/plan.ts";
import type { Reading } from "../core/reading.ts";
import type { CheckState, CockpitEvent, CockpitState } from "../store/state.ts";

/** Events and states as a file can hold them: without code, without parameters, without raw answers. */
type Plain = Readonly<Record<string, unknown>>;

export function plainEvent(event: CockpitEvent): Plain {
  if (event.type === "check.read") return { ...event, reading: withoutTrace(event.reading) };
  if (event.type === "systems.planned") return { ...event, plans: event.plans.map(plainPlan) };
  return event;
}

/** Of what was read before, a frame shows the last two readings, the last answer and the drawn values. */
export function plainState({ checks, frozen, ...state }: CockpitState): Plain {
  return {
    ...state,
    checks: plainChecks(checks),
    ...(frozen && { frozen: { ...frozen, checks: plainChecks(frozen.checks) } }),
  };
}

function plainChecks(checks: CockpitState["checks"]): Plain {
  return Object.fromEntries(Object.entries(checks).map(([id, check]) => [id, plainCheck(check)]));
}

function plainCheck({ plan, history, ...check }: CheckState): Plain {
  const drawn = [plan.trend, plan.value].filter((name) => name !== undefined);
  const answered = history.findLastIndex(({ outcome }) => outcome === "observed");
  const whole = (index: number): boolean => index >= history.length - 2 || index === answered;
  return {
    ...check,
    plan: plainPlan(plan),
    history: history.map((reading, index) => (whole(index) ? withoutTrace(reading) : valuesOnly(reading, drawn))),
  };
}

function withoutTrace(reading: Reading): Reading {
  return { ...reading, trace: [] };
}

function valuesOnly(reading: Reading, drawn: readonly string[]): Reading {
  const bare = { ...reading, summary: "", short: "", trace: [] };
  if (bare.outcome === "failed") return bare;
  const facts = Object.entries(bare.facts).filter(([name]) => drawn.includes(name));
  return { ...bare, facts: Object.fromEntries(facts) };
}

function plainPlan({ kind, params: _, ...plan }: CheckPlan): Plain {
  return { ...plan, kind: { kind: kind.kind, title: kind.title } };
}

/** An event as `apply` takes it: its plans have kinds again, which cannot look. */
export function revivedEvent(event: CockpitEvent): CockpitEvent {
  return event.type === "systems.planned" ? { ...event, plans: event.plans.map(revivedPlan) } : event;
}

/** A state as the screen takes it. JSON has no members that are undefined; an older recording has no story and no panels. */
export function revivedState(state: CockpitState): CockpitState {
  const { story = [], updates = DEFAULT_UPDATES, panels = [] }: Partial<CockpitState> = state;
  const frozen = state.frozen && { ...state.frozen, story, checks: revivedChecks(state.frozen.checks) };
  return { ...state, story, updates, panels, checks: revivedChecks(state.checks), frozen };
}

function revivedChecks(checks: CockpitState["checks"]): CockpitState["checks"] {
  return Object.fromEntries(
    Object.entries(checks).map(([id, check]) => [id, { ...check, plan: revivedPlan(check.plan) }]),
  );
}

function revivedPlan(plan: CheckPlan): CheckPlan {
  const { kind, title } = plan.kind;
  const recorded = defineCheck({
    kind,
    title,
    params: z.unknown(),
    target: () => plan.target,
    run: async () => {
      throw new Error("a recorded check looks at nothing");
    },
  });
  return { ...plan, kind: recorded, params: {} };
}
