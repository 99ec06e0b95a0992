import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { createClients } from "../../src/clients/clients.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import { loadConfig, parseSource } from "../../src/config/load-config.ts";
import { systemClock } from "../../src/core/clock.ts";
import type { CheckPlan } from "../../src/core/plan.ts";
import type { Reading } from "../../src/core/reading.ts";
import { rejudge, runCheck } from "../../src/engine/run-check.ts";
import { known } from "../helpers/known.ts";

interface Own {
  readonly vars?: Readonly<Record<string, string | number | null>>;
  /** What the secrets of the system file are found in. */
  readonly env?: Readonly<Record<string, string>>;
  /** A folder of programs that come before those of the machine. */
  readonly bin?: string;
}

export function plansOf(system: string, vars: Own["vars"] = {}): readonly CheckPlan[] {
  const text = readFileSync(`src/systems/${system}/system.yaml`, "utf8");
  const sources = [parseSource("system.yaml", text), parseSource("test.yaml", JSON.stringify({ system, vars }))];
  const { plans, problems } = loadConfig({ ...known, pace: 1, sources });
  expect(problems).toEqual([]);
  return plans;
}

/** The plan of `system/check`. */
export function planOf(id: string, plans = plansOf(id.split("/")[0] ?? "")): CheckPlan {
  const plan = plans.find((one) => one.id === id);
  if (!plan) throw new Error(`there is no check ${id}`);
  return plan;
}

export interface Shipped extends AsyncDisposable {
  /** One real look of a shipped check. */
  look(check: string): Promise<Reading>;
}

/** The checks of a shipped system, with real clients and nothing seen before. */
export function openShipped(system: string, { vars, env = {}, bin = "/bin" }: Own = {}): Shipped {
  const plans = plansOf(system, vars);
  const clients = createClients({ vault: createVault({ env }), programEnv: { PATH: `${bin}:/usr/bin:/bin` } });
  const never = () => undefined;
  const deps = { clients, clock: systemClock, pace: 1, redact: (said: string) => said };
  const alone = { ...deps, samples: () => [], verdictOf: never, factOf: never, blinds: () => false };
  return {
    async look(check) {
      const plan = planOf(`${system}/${check}`, plans);
      const source = plan.from === undefined ? plan : planOf(plan.from, plans);
      const looked = await runCheck(source, 1, new AbortController().signal, alone);
      return source === plan ? looked : rejudge(plan, 1, looked, alone);
    },
    [Symbol.asyncDispose]: () => clients[Symbol.asyncDispose](),
  };
}
