import { actionKinds } from "../actions/index.ts";
import { secretHasher } from "../clients/secret-hash.ts";
import { createWriteClients } from "../clients/write-clients.ts";
import type { Bindings } from "../config/load-config.ts";
import type { ActionCommand } from "../core/action.ts";
import type { Reading } from "../core/reading.ts";
import type { Hands, Looks } from "../runbooks/ports.ts";
import type { CliContext } from "./context.ts";
import type { Session } from "./session.ts";

/** Looks through the session's scheduler, so that floors, caps and budgets hold for a run, too. */
export function looksOf(session: Session, { clock }: CliContext): Looks {
  const { store, scheduler, plans } = session;
  const freshen = (): void => store.dispatch({ type: "ticked", now: clock.now() });
  return {
    plan: (id) => plans.find((plan) => plan.id === id),
    look: async (id) => {
      const plan = plans.find((known) => known.id === id);
      if (!plan) throw new Error(`${id}: no such check`);
      const source = plan.from === undefined ? plan : plans.find((known) => known.id === plan.from);
      if (source?.effect === "writes") await session.lookWriting(source);
      else await scheduler.runNow(id);
      freshen();
      return lastReading(session, id);
    },
    samples: (id, fact) =>
      (store.getState().checks[id]?.history ?? []).map((reading) => {
        const value = reading.outcome === "observed" ? reading.facts[fact] : null;
        return { at: reading.at, value: typeof value === "number" ? value : null };
      }),
    verdictOf: (id) => {
      freshen();
      const state = store.getState();
      const check = state.checks[id];
      const last = check?.history.at(-1);
      return check && last && state.now - last.at <= check.plan.staleAfterMs ? last.verdict : undefined;
    },
  };
}

function lastReading({ store }: Session, id: string): Reading {
  const last = store.getState().checks[id]?.history.at(-1);
  if (last) return last;
  const failure = { kind: "aborted" as const, message: "it was not looked at" };
  const base = { checkId: id, seq: 0, at: 0, tookMs: 0, rule: -1, trace: [] };
  return { ...base, verdict: "unknown", summary: failure.message, short: failure.message, outcome: "failed", failure };
}

/** What a run may use to change the systems of these bindings. Writing clients are made when a step was confirmed. */
export function handsOf(session: Session, bindings: Bindings, { env }: CliContext): Hands {
  const { vault, clients } = session;
  return {
    kinds: actionKinds,
    clients,
    writes: () => createWriteClients(vault, env),
    commands: commandsOf(bindings),
    secrets: bindings.scope.secrets,
    hashOf: secretHasher(vault),
  };
}

function commandsOf({ named }: Bindings): Readonly<Record<string, ActionCommand>> {
  return Object.fromEntries([...named.commands].flatMap(([name, plan]) => (plan ? [[name, plan] as const] : [])));
}
