import { createClients } from "../clients/clients.ts";
import type { Vault } from "../clients/secret-vault.ts";
import type { Clients } from "../core/clients.ts";
import type { Budget, CheckPlan } from "../core/plan.ts";
import type { Reading } from "../core/reading.ts";
import { toldSamples } from "../core/told-facts.ts";
import { fileFloors } from "../engine/file-floors.ts";
import { type LookDeps, rejudge, runCheck } from "../engine/run-check.ts";
import { Scheduler } from "../engine/scheduler.ts";
import { Vantage } from "../engine/vantage.ts";
import { type CockpitStore, createCockpitStore } from "../store/store.ts";
import { type CliContext, panelIds } from "./context.ts";
import { hasNetwork } from "./has-network.ts";
import type { OpenedConfig } from "./open-config.ts";
import { openVault } from "./open-vault.ts";
import { openWatches, type Watched, watched } from "./open-watches.ts";
import { personName } from "./person.ts";
import { stateDir } from "./state-dir.ts";

/** The machine without a screen: a store that a scheduler feeds. */
export interface Session extends Watched {
  readonly store: CockpitStore;
  readonly scheduler: Scheduler;
  readonly vault: Vault;
  /** What looks use; it cannot change a system. */
  readonly clients: Clients;
  /** Resolves when it is known whether the last silence is this machine's. */
  decided(): Promise<void>;
  /** Looks by a check that writes: for a step that a person confirmed. */
  lookWriting(plan: CheckPlan): Promise<Reading>;
  readonly plans: readonly CheckPlan[];
  readonly systems: OpenedConfig["systems"];
  /** Ends every look and connection, when all is on disk. Idempotent. */
  close(): Promise<void>;
}

export interface SessionFlags {
  readonly state?: string | undefined;
  readonly as?: string | undefined;
}

export function openSession(config: OpenedConfig, flags: SessionFlags, context: CliContext): Session {
  const { clock, env } = context;
  const vault = openVault(context);
  const clients = createClients({ vault, programEnv: env });
  const store = storeOf(config, flags, context);
  const { epoch } = store.getState();
  const vantage = new Vantage({
    plans: config.plans,
    clock,
    pace: config.pace,
    changed: (since, checkIds) => store.dispatch({ type: "vantage.changed", since, checkIds }),
    count: (reading) => watches.read(reading),
    lookAgain: (id) => void scheduler.runNow(id),
    onLoopback: config.lab !== undefined,
    hasNetwork,
  });
  const { redact } = vault;
  const state = stateDir(flags.state, env, context.home);
  const seen = memory(store);
  const watches = openWatches(config, { store, clock, state, verdictOf: seen.verdictOf });
  const samples: LookDeps["samples"] = (id, fact) => watches.counters.of(id, fact) ?? seen.samples(id, fact);
  const deps: LookDeps = { clients, clock, pace: config.pace, redact, blinds: vantage.blinds, ...seen, samples };
  const scheduler: Scheduler = new Scheduler(config.plans, {
    clock,
    floors: fileFloors(state, clock),
    budgets: config.systems.flatMap((system): readonly Budget[] => system.budgets),
    random: Math.random,
    run: (plan, seq, stop) => runCheck(plan, seq, stop, deps),
    rejudge: (plan, seq, source) => rejudge(plan, seq, source, deps),
    urgency: watches.urgency,
    events: {
      started: (checkId) => store.dispatch({ type: "check.started", checkId, epoch }),
      finished: (reading, nextAt, looked) => {
        store.dispatch({ type: "check.read", reading, nextAt, epoch });
        if (looked !== "never") vantage.observe(reading, looked === "now");
      },
    },
  });
  const writing = writingLooks(store, deps);
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    vantage.stop();
    await scheduler.stop();
    await writing.settled();
    await watches.settled();
    await clients[Symbol.asyncDispose]();
  };
  return {
    store,
    scheduler,
    vault,
    clients,
    decided: () => vantage.decided(),
    lookWriting: writing.look,
    plans: config.plans,
    systems: config.systems,
    ...watched(watches, store),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function storeOf(config: OpenedConfig, flags: SessionFlags, context: CliContext): CockpitStore {
  const { plans, systems, alerts, goals, updates } = config;
  return createCockpitStore({
    plans,
    systems,
    panels: panelIds(context),
    alerts,
    goals,
    ...(updates && { updates }),
    now: context.clock.now(),
    operator: personName(flags, context),
    environment: { name: environmentName(config) },
    ...(config.lab && { lab: { pace: config.pace, faults: [] } }),
  });
}

/**
 * Looks that somebody confirmed. What is sent is not taken back by hanging up: such a look is stopped by its deadline only,
 * and its answer is waited for, also by who closes.
 */
function writingLooks(store: CockpitStore, deps: LookDeps) {
  let settled: Promise<unknown> = Promise.resolve();
  const once = async (plan: CheckPlan): Promise<Reading> => {
    const { checks, epoch } = store.getState();
    const seq = (checks[plan.id]?.history.at(-1)?.seq ?? 0) + 1;
    const reading = await runCheck(plan, seq, new AbortController().signal, deps);
    store.dispatch({ type: "check.read", reading, nextAt: undefined, epoch });
    return reading;
  };
  const look = (plan: CheckPlan): Promise<Reading> => {
    const reading = once(plan);
    settled = Promise.allSettled([settled, reading]);
    return reading;
  };
  return { look, settled: () => settled };
}

/** One name for the header: the environment that all systems share, else each of them. */
function environmentName(config: Pick<OpenedConfig, "systems">): string {
  const names = [...new Set(config.systems.map((system) => system.environment))];
  return names.length === 0 ? "none" : names.join("+");
}

/** What rules and looks may remember, read from the store: past values of a fact, and the last fresh reading of a check. */
function memory(store: CockpitStore): Pick<LookDeps, "samples" | "verdictOf" | "factOf"> {
  const fresh = (checkId: string): Reading | undefined => {
    const state = store.getState();
    const check = state.checks[checkId];
    const last = check?.history.at(-1);
    return check && last && state.now - last.at <= check.plan.staleAfterMs ? last : undefined;
  };
  return {
    samples: (checkId, fact) => toldSamples(store.getState().checks[checkId]?.history ?? [], fact),
    verdictOf: (checkId) => fresh(checkId)?.verdict,
    factOf: (checkId, fact) => {
      const last = fresh(checkId);
      return last?.outcome === "observed" ? last.facts[fact] : undefined;
    },
  };
}
