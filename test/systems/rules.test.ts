import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClients, type OwnedClients } from "../../src/clients/clients.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import { loadConfig, parseSource } from "../../src/config/load-config.ts";
import { systemClock } from "../../src/core/clock.ts";
import { judge, type Rule } from "../../src/core/judge.ts";
import type { CheckPlan } from "../../src/core/plan.ts";
import type { Facts, Reading } from "../../src/core/reading.ts";
import { type LookDeps, rejudge, runCheck } from "../../src/engine/run-check.ts";
import { known } from "../helpers/known.ts";
import { type Answer, type Case, NOW } from "./case.ts";
import { jobSeekCases, SHA } from "./job-seek.cases.ts";
import { jobSeekCaptures } from "./job-seek-captures.cases.ts";
import { opsmantikCases } from "./opsmantik.cases.ts";
import { opsmantikTrapCases } from "./opsmantik-traps.cases.ts";
import { pocketbrainCases } from "./pocketbrain.cases.ts";
import { pocketbrainCaptures } from "./pocketbrain-captures.cases.ts";
import { pocketbrainRunbookCases } from "./pocketbrain-runbooks.cases.ts";
import { pocketbrainTrapCases } from "./pocketbrain-traps.cases.ts";
import { togetherBotCases } from "./together-bot.cases.ts";
import { togetherBotRunbookCases } from "./together-bot-runbooks.cases.ts";

const systems: readonly (readonly [string, readonly Case[]])[] = [
  ["opsmantik", [...opsmantikCases, ...opsmantikTrapCases]],
  ["pocketbrain", [...pocketbrainCases, ...pocketbrainCaptures, ...pocketbrainRunbookCases, ...pocketbrainTrapCases]],
  ["together-bot", [...togetherBotCases, ...togetherBotRunbookCases]],
  ["job-seek", [...jobSeekCases, ...jobSeekCaptures]],
];
const EXPECTED = {
  expectedCommit: "c1d30b47ea46f49ec5ecb95027a387905816c88b",
  expectedVersion: "0.1.0",
  expectedSha: SHA,
};
const SECRETS = {
  CRON_SECRET: "a-secret-of-the-test",
  OPSMANTIK_QSTASH_TOKEN: "a-secret-of-the-test",
  OPSDECK_QSTASH_TOKEN: "a-secret-of-the-test",
  POCKETBRAIN_TOKEN: "a-secret-of-the-test",
  POCKETBRAIN_CANARY_SESSION: "a-secret-of-the-test",
  POCKETBRAIN_SPARE_SESSION: "a-secret-of-the-test",
  JOB_SEEK_OPS_EMAIL: "ops@example.com",
  JOB_SEEK_OPS_PASSWORD: "a-secret-of-the-test",
};

let answers: Record<string, readonly Answer[]> = {};
/** How long a look waits for a server that hangs. */
const HANGING_MS = 300;
let server: Server;
let clients: OwnedClients;
let base = "";

beforeAll(async () => {
  server = createServer((request, response) => {
    const route = `${request.method} ${request.url}`;
    const [answer = { status: 404 }, ...later] = answers[route] ?? [];
    if (later.length > 0) answers[route] = later;
    const { status = 200, headers = {}, body = "", hangs } = answer;
    if (hangs) return;
    const json = typeof body === "object";
    response.writeHead(status, { ...(json && { "content-type": "application/json; charset=utf-8" }), ...headers });
    response.end(json ? JSON.stringify(body) : body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  clients = createClients({ vault: createVault({ env: SECRETS }) });
});
afterAll(async () => {
  await clients[Symbol.asyncDispose]();
  server.closeAllConnections();
  server.close();
});

/** The addresses of systems that have several. */
function ownBases(): Record<string, string> {
  return {
    serverBase: base,
    edgeBase: base,
    workerMetrics: `${base}/api/v1/metrics`,
    api: base,
    worker: base,
    web: base,
    qstashUrl: base,
  };
}

const planned = new Map<string, ReadonlyMap<string, CheckPlan>>();

function plansOf(system: string, vars: Case["vars"] = {}): ReadonlyMap<string, CheckPlan> {
  const key = `${system} ${JSON.stringify(vars)}`;
  const plans = planned.get(key) ?? loadPlans(system, vars);
  planned.set(key, plans);
  return plans;
}

function loadPlans(system: string, vars: Case["vars"]): ReadonlyMap<string, CheckPlan> {
  const own = Object.fromEntries(
    Object.entries(EXPECTED).filter(([name]) => (name === "expectedCommit") === (system === "opsmantik")),
  );
  const overlay = JSON.stringify({ system, vars: { base, ...ownBases(), ...own, ...vars } });
  const text = readFileSync(`src/systems/${system}/system.yaml`, "utf8");
  const { plans, problems } = loadConfig({
    ...known,
    pace: 1,
    sources: [parseSource("system.yaml", text), parseSource("test.yaml", overlay)],
  });
  expect(problems).toEqual([]);
  return new Map(plans.map((plan) => [plan.id.slice(system.length + 1), plan]));
}

const deps = (system: string, { others = {}, earlier = {} }: Pick<Case, "others" | "earlier">): LookDeps => ({
  clients,
  clock: systemClock,
  pace: 1,
  redact: (t) => t,
  samples: (_check, fact) =>
    earlier[fact] === undefined ? [] : [{ at: systemClock.now() - 360_000, value: earlier[fact] }],
  verdictOf: () => undefined,
  factOf: (check, fact) => others[check.slice(system.length + 1)]?.[fact],
  blinds: () => false,
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
  answers = Object.fromEntries(Object.entries(one.answers ?? {}).map(([route, said]) => [route, [said].flat()]));
  const source = plan.from === undefined ? plan : plans.get(plan.from.slice(system.length + 1))!;
  const hangs = Object.values(answers)
    .flat()
    .some((answer) => answer.hangs);
  const looked = await runCheck(
    hangs ? { ...source, timeoutMs: HANGING_MS } : source,
    1,
    new AbortController().signal,
    deps(system, one),
  );
  const reading = source === plan ? looked : rejudge(plan, 1, looked, deps(system, one));
  return { ...reading, facts: reading.outcome === "observed" ? reading.facts : undefined };
}

describe.each(systems)("%s", (system, cases) => {
  it.each(cases.map((one) => [`${one.check}: ${one.title}`, one] as const))("%s", async (_title, one) => {
    const seen = await lookAt(system, one);
    expect(seen).toMatchObject({ verdict: one.verdict });
    expect(seen.summary).toMatch(one.says);
    expect(seen.summary).not.toMatch(/\{[\w/]+\}|undefined|a-secret-of-the-test/);
  });

  it("has no rule that no case needs", async () => {
    const seen: Seen[] = [];
    for (const one of cases) {
      const { facts } = await lookAt(system, one);
      if (facts) seen.push({ one, facts, rules: plansOf(system, one.vars).get(one.check)!.judge });
    }
    const useless = [...plansOf(system)].flatMap(([id, plan]) =>
      [...plan.judge.keys()]
        .filter((index) => !seen.some((past) => past.one.check === id && isMissedWithout(index, past)))
        .map((index) => `${id}, ${plan.place.file}:${plan.ruleLines[index]}`),
    );
    expect(useless).toEqual([]);
  });

  it("has no check that cases do not show ok and not ok", () => {
    const verdicts = (id: string) => new Set(cases.filter((one) => one.check === id).map((one) => one.verdict));
    const blind = [...plansOf(system).keys()].filter((id) => !verdicts(id).has("ok") || verdicts(id).size < 2);
    expect(blind).toEqual([]);
  });
});

interface Seen {
  readonly one: Case;
  readonly facts: Facts;
  readonly rules: readonly Rule[];
}

/** Whether the case comes out otherwise when one rule is deleted. */
function isMissedWithout(index: number, { one, facts, rules }: Seen): boolean {
  const { verdict, summary } = judge(rules.toSpliced(index, 1), context(facts));
  return verdict !== one.verdict || !one.says.test(summary);
}
