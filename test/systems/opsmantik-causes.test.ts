import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createClients } from "../../src/clients/clients.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import { loadConfig, parseSource } from "../../src/config/load-config.ts";
import { tableOf } from "../../src/core/facts.ts";
import { judge } from "../../src/core/judge.ts";
import type { Facts, Verdict } from "../../src/core/reading.ts";
import { look } from "../checks/look.ts";
import { known } from "../helpers/known.ts";

const text = readFileSync("src/systems/opsmantik/system.yaml", "utf8");
const sources = [parseSource("system.yaml", text), parseSource("test.yaml", JSON.stringify({ system: "opsmantik" }))];
const { plans } = loadConfig({ ...known, pace: 1, sources });
const plan = plans.find(({ id }) => id === "opsmantik/ingestion-causes");
const clients = createClients({ vault: createVault({ env: {} }) });

interface World {
  readonly facts: Readonly<Record<string, Facts>>;
  readonly verdicts: Readonly<Record<string, Verdict>>;
}

const row = (key: string, editedAfter = false) => ({ key, target: "production", editedAfter });
const KEYS = ["QSTASH_TOKEN", "QSTASH_CURRENT_SIGNING_KEY", "SUPABASE_SERVICE_ROLE_KEY"];
const variables = (...keys: readonly string[]): Facts => ({ env: tableOf(keys.map((key) => row(key))) });

/** Everything is well: each cause is excluded, or nothing speaks for it. */
const well: World = {
  facts: {
    cors: { status: 200 },
    "log-messages": { refused: 0, publish: 0, lines: 40 },
    "publish-failures": { count15m: 0 },
    "vercel-env": variables(...KEYS),
    worker: { "worker.code": "QSTASH_SIGNATURE_MISSING", "ingest.code": null, "telemetry.code": null },
    health: { dbOk: true },
    watchtower: { sessions: 0 },
    partitions: { plain: false, missingNow: 0, defaults: 0 },
    "partition-triggers": { missing: 0, disabled: 0 },
  },
  verdicts: { cors: "ok", worker: "ok", database: "ok", "verify-partition-triggers": "ok" },
};

/** What each cause alone changes of that, as the lab shows it. */
const causes: Readonly<Record<string, World>> = {
  cors: {
    facts: { cors: { status: 403 }, "log-messages": { refused: 20, publish: 0, lines: 40 } },
    verdicts: { cors: "fail" },
  },
  publish: { facts: { "publish-failures": { count15m: 4 } }, verdicts: {} },
  workerKeys: {
    facts: {
      worker: { "worker.code": "QSTASH_KEYS_MISSING", "ingest.code": null, "telemetry.code": null },
      "vercel-env": variables("QSTASH_TOKEN", "SUPABASE_SERVICE_ROLE_KEY"),
    },
    verdicts: { worker: "fail" },
  },
  serviceRole: { facts: { watchtower: { sessions: -1 } }, verdicts: {} },
  database: { facts: { health: { dbOk: false }, watchtower: { sessions: -1 } }, verdicts: { database: "fail" } },
  partitions: { facts: { partitions: { plain: false, missingNow: 2, defaults: 0 } }, verdicts: {} },
};
const names = Object.keys(causes);

async function weigh(...worlds: readonly World[]) {
  if (!plan) throw new Error("no such check");
  const others: Record<string, Facts> = Object.assign({}, well.facts, ...worlds.map(({ facts }) => facts));
  const verdicts: Record<string, Verdict> = Object.assign({}, well.verdicts, ...worlds.map((one) => one.verdicts));
  const { facts = {} } = await look(clients, plan.kind, plan.params, { others, verdicts });
  const context = { facts, now: 0, pace: 1, samples: () => [], verdictOf: () => undefined };
  return { facts, ...judge(plan.judge, context) };
}

describe("causes of no sessions", () => {
  it("are none where everything is well", async () => {
    expect(await weigh()).toMatchObject({ verdict: "ok", facts: { found: 0, contradicted: 0, unseen: 0 } });
  });

  it.each(names)("%s alone is told right", async (name) => {
    const { facts, verdict } = await weigh(causes[name]!);
    expect(verdict).toBe("fail");
    expect(facts).toMatchObject({ found: 1, contradicted: 0, [name]: true });
    for (const other of names.filter((one) => one !== name)) expect(facts[other]).not.toBe(true);
  });

  // Whoever cannot reach the database cannot tell whose key is wrong.
  const pairs = names.flatMap((a, index) => names.slice(index + 1).map((b) => [a, b] as const));
  it.each(pairs.filter((pair) => pair.join() !== "serviceRole,database"))(
    "%s and %s together are told right",
    async (a, b) => {
      const { facts } = await weigh(causes[a]!, causes[b]!);
      expect(facts).toMatchObject({ found: 2, contradicted: 0, [a]: true, [b]: true });
    },
  );

  it.each<[string, string, World]>([
    [
      "the worker has no keys, and Vercel has them, deployed",
      "workerKeys",
      { facts: { worker: causes.workerKeys!.facts.worker! }, verdicts: { worker: "fail" } },
    ],
    [
      "Vercel has no keys, and the worker has",
      "workerKeys",
      { facts: { "vercel-env": variables("QSTASH_TOKEN", "SUPABASE_SERVICE_ROLE_KEY") }, verdicts: {} },
    ],
    [
      "origins are refused, and the site's preflight passes",
      "cors",
      { facts: { "log-messages": { refused: 20, publish: 0, lines: 40 } }, verdicts: {} },
    ],
    ["we do not reach the database, and the app does", "database", { facts: {}, verdicts: { database: "fail" } }],
    [
      "the script misses triggers that are there",
      "partitions",
      { facts: {}, verdicts: { "verify-partition-triggers": "fail" } },
    ],
  ])("says not determined when %s", async (_title, name, world) => {
    const { facts, verdict, summary } = await weigh(world);
    expect(facts).toMatchObject({ [name]: null, found: 0, contradicted: 1 });
    expect({ verdict, summary }).toMatchObject({
      verdict: "unknown",
      summary: expect.stringMatching(/^Not determined/),
    });
  });

  it("determines nothing where nothing was seen, and has a rule for every check that it needs", async () => {
    const seen = plan && (await look(clients, plan.kind, plan.params));
    expect(seen?.facts).toMatchObject({ found: 0, contradicted: 0, unseen: names.length });
    for (const check of plan?.needs ?? []) expect(plans.map(({ id }) => id)).toContain(check);
  });
});
