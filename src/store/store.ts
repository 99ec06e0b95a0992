import { createStore, type StoreApi } from "zustand/vanilla";
import type { Duty } from "../core/duty.ts";
import { DEFAULT_UPDATES, type UpdateRules } from "../core/incident.ts";
import type { AlertPlan, CheckPlan, GoalPlan, SystemPlan } from "../core/plan.ts";
import type { InterruptedRun } from "../core/run-question.ts";
import type { RunbookOffer } from "../core/runbook-offer.ts";
import { apply } from "./apply.ts";
import { freshChecks } from "./apply-check.ts";
import { freshAlerts, freshGoals } from "./apply-watched.ts";
import { firstPanel } from "./start-focus.ts";
import type { CockpitEvent, CockpitState, Environment, Lab } from "./state.ts";
import { initialView } from "./view-state.ts";

export type ReadonlyStore = Pick<StoreApi<CockpitState>, "getState" | "getInitialState" | "subscribe">;

export interface CockpitStore extends ReadonlyStore {
  dispatch(event: CockpitEvent): void;
  /** Hears each event, with the state that came of it. Returns how to end. */
  listen(hear: (event: CockpitEvent, state: CockpitState) => void): () => void;
}

export interface CockpitStart {
  readonly plans: readonly CheckPlan[];
  readonly systems: readonly SystemPlan[];
  /** Ids of the panels, in the order of their digits. */
  readonly panels: readonly string[];
  readonly alerts?: readonly AlertPlan[];
  readonly goals?: readonly GoalPlan[];
  /** ms since 1970. */
  readonly now: number;
  readonly operator: string;
  readonly environment: Environment;
  readonly lab?: Lab;
  readonly duties?: readonly Duty[];
  readonly runbooks?: readonly RunbookOffer[];
  readonly interrupted?: readonly InterruptedRun[];
  readonly updates?: UpdateRules;
}

/** The state before anything was looked at. Epoch 1. */
export function initialState(start: CockpitStart): CockpitState {
  return {
    now: start.now,
    startedAt: start.now,
    epoch: 1,
    environment: start.environment,
    operator: start.operator,
    systems: start.systems,
    panels: start.panels,
    checks: freshChecks(start.plans),
    alerts: freshAlerts(start.alerts),
    goals: freshGoals(start.goals),
    rings: 0,
    timeline: [],
    lab: start.lab,
    leader: undefined,
    storeAway: undefined,
    vantage: undefined,
    duties: start.duties ?? [],
    runbooks: start.runbooks ?? [],
    run: undefined,
    question: undefined,
    interrupted: start.interrupted ?? [],
    write: undefined,
    incident: undefined,
    left: undefined,
    story: [],
    updates: start.updates ?? DEFAULT_UPDATES,
    log: [],
    frozen: undefined,
    replay: undefined,
    view: initialView(firstPanel(start.panels, start.plans)),
  };
}

export function createCockpitStore(start: CockpitStart): CockpitStore {
  return storeOf(initialState(start));
}

/** A store that begins with this state. */
export function storeOf(state: CockpitState): CockpitStore {
  const store = createStore<CockpitState>(() => state);
  const hearers = new Set<Parameters<CockpitStore["listen"]>[0]>();
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    dispatch: (event) => {
      store.setState((before) => apply(before, event), true);
      for (const hear of hearers) hear(event, store.getState());
    },
    listen: (hear) => {
      hearers.add(hear);
      return () => void hearers.delete(hear);
    },
  };
}
