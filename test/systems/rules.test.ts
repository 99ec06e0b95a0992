import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkKinds } from "../../checks/index.ts";
import { createClients, type OwnedClients } from "../../src/clients/clients.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { systemClock } from "../../src/core/clock.ts";
import { judge } from "../../src/core/judge.ts";
import type { CheckPlan } from "../../src/core/plan.ts";
import type { Facts, Reading } from "../../src/core/reading.ts";
import { type LookDeps, rejudge, runCheck } from "../../src/engine/run-check.ts";
import { type Answer, type Case, NOW } from "./case.ts";
import { opsmantikCases } from "./opsmantik.cases.ts";
import { togetherBotCases } from "./together-bot.cases.ts";

const systems: readonly (readonly [string, readonly Case[]])[] = [
  ["opsmantik", opsmantikCases],
  ["together-bot", togetherBotCases],
];
const EXPECTED = { expectedCommit: "c1d30b47ea46f49ec5ecb95027a387905816c88b", expectedVersion: "0.1.0" };

let answers: Readonly<Record<string, Answer>> = {};
let server: Server;
let clients: OwnedClients;
let base = "";

beforeAll(async () => {
  server = createServer((request, response) => {
    const { status = 200, headers = {}, body = "" } = answers[`${request.method} ${request.url}`] ?? { status: 404 };
    const json = typeof body === "object";
    response.writeHead(status, { ...(json && { "content-type": "application/json; charset=utf-8" }), ...headers });
    response.end(json ? JSON.stringify(body) : body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  clients = createClients({ vault: createVault({ env: { CRON_SECRET: "a-secret-of-the-test" } }) });
});
afterAll(async () => {
  await clients[Symbol.asyncDispose]();
  server.closeAllConnections();
  server.close();
});

function plansOf(system: string, vars: Case["vars"] = {}): ReadonlyMap<string, CheckPlan> {
  const own = Object.fromEntries(
    Object.entries(EXPECTED).filter(([name]) => (name === "expectedCommit") === (system === "opsmantik")),
  );
  const overlay = JSON.stringify({ system, vars: { base, ...own, ...vars } });
  const text = readFileSync(`src/systems/${system}/system.yaml`, "utf8");
  const { plans, problems } = loadConfig({
    kinds: checkKinds,
    pace: 1,
    sources: [
      { file: "system.yaml", text, shipped: true },
      { file: "test.yaml", text: overlay, shipped: false },
    ],
  });
  expect(problems).toEqual([]);
  return new Map(plans.map((plan) => [plan.id.slice(system.length + 1), plan]));
}

const deps = (): LookDeps => ({
  clients,
  clock: systemClock,
  pace: 1,
  redact: (t) => t,
  samples: () => [],
  verdictOf: () => undefined,
});

const context = (facts: Facts) => ({ facts, now: NOW, pace: 1, samples: () => [], verdictOf: () => undefined });

/** What the cockpit makes of a case: by a real look over HTTP, or by its rules alone. */
async function lookAt(
  system: string,
  one: Case,
): Promise<Pick<Reading, "verdict" | "summary" | "rule"> & { facts: Facts | undefined }> {
  const plans = plansOf(system, one.vars);
  const plan = plans.get(one.check)!;
  if (one.facts) return { ...judge(plan.judge, context(one.facts)), facts: one.facts };
  answers = one.answers ?? {};
  const source = plan.from === undefined ? plan : plans.get(plan.from.slice(system.length + 1))!;
  const looked = await runCheck(source, 1, new AbortController().signal, deps());
  const reading = source === plan ? looked : rejudge(plan, 1, looked, deps());
  return { ...reading, facts: reading.outcome === "observed" ? reading.facts : undefined };
}

describe.each(systems)("%s", (system, cases) => {
  it.each(cases.map((one) => [`${one.check}: ${one.title}`, one] as const))("%s", async (_title, one) => {
    const seen = await lookAt(system, one);
    expect(seen).toMatchObject({ verdict: one.verdict });
    expect(seen.summary).toMatch(one.says);
    expect(seen.summary).not.toMatch(/\{[\w/]+\}|undefined|a-secret-of-the-test/);
  });

  it("has no rule that no case needs, and no check without an ok and another verdict", async () => {
    const plans = plansOf(system);
    const useless: string[] = [];
    const seen = new Map<string, { one: Case; facts: Facts }[]>();
    for (const one of cases) {
      const { facts } = await lookAt(system, one);
      if (facts) seen.set(one.check, [...(seen.get(one.check) ?? []), { one, facts }]);
    }
    for (const [id, plan] of plans) {
      const verdicts = new Set(cases.filter((one) => one.check === id).map((one) => one.verdict));
      if (!verdicts.has("ok") || verdicts.size < 2)
        useless.push(`${id} has only ${[...verdicts].join(", ") || "no case"}`);
      for (const index of plan.judge.keys()) {
        const without = (one: Case) => [...plansOf(system, one.vars).get(id)!.judge].toSpliced(index, 1);
        const missed = (seen.get(id) ?? []).some(({ one, facts }) => {
          const { verdict, summary } = judge(without(one), context(facts));
          return verdict !== one.verdict || !one.says.test(summary);
        });
        if (!missed) useless.push(`${id} rule ${index}, ${plan.place.file}:${plan.ruleLines[index]}`);
      }
    }
    expect(useless).toEqual([]);
  });
});
