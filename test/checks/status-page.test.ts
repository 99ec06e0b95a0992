import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { statusPage } from "../../checks/status-page.ts";
import { createClients, type OwnedClients } from "../../src/clients/clients.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import { systemClock } from "../../src/core/clock.ts";
import { runCheck } from "../../src/engine/run-check.ts";
import { planOf } from "../helpers/plan.ts";
import { type JsonServer, startJsonServer } from "../helpers/servers/json.ts";
import { closedPort } from "../helpers/servers/listen.ts";
import { look } from "./look.ts";

let server: JsonServer;
let clients: OwnedClients;
beforeEach(async () => {
  server = await startJsonServer();
  clients = createClients({ vault: createVault({ env: {} }) });
});
afterEach(async () => {
  await clients[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
const ask = (body: unknown) => {
  server.answers["/summary"] = body;
  return look(clients, statusPage, { url: `${server.url}/summary` });
};

describe("status-page", () => {
  it("reads statuspage.io: open incidents and what is degraded, groups left out", async () => {
    const { facts } = await ask({
      page: { name: "Discord" },
      status: { indicator: "major", description: "Partial System Outage" },
      components: [
        { name: "API", status: "partial_outage" },
        { name: "Gateway", status: "operational" },
        { name: "Voice", status: "major_outage", group: true },
      ],
      incidents: [
        { name: "Old", status: "resolved" },
        { name: "API errors", status: "investigating", impact: "major", started_at: "2026-11-22T02:00:00Z" },
      ],
    });
    expect(facts).toMatchObject({
      named: "Discord",
      indicator: "major",
      incidents: 1,
      incident: "API errors",
      incidentAt: "2026-11-22T02:00:00Z",
      components: 2,
      degraded: 1,
      worst: "API",
    });
  });

  it("reads incident.io, with its pages by region", async () => {
    const incident = { name: "Slow computes", current_worst_impact: "degraded_performance", affected_components: [] };
    const region = { summary: { page_title: "Frankfurt", ongoing_incidents: [incident] } };
    const quiet = { page_title: "Neon", ongoing_incidents: [], in_progress_maintenances: [] };
    expect((await ask({ ...quiet, subpages: [region] })).facts).toMatchObject({
      named: "Neon",
      indicator: "incident",
      incidents: 1,
      incident: "Slow computes",
    });
    expect((await ask(quiet)).facts).toMatchObject({ indicator: "none", incidents: 0, incident: null });
    const maintained = { ...quiet, in_progress_maintenances: [{ name: "Upgrade" }] };
    expect((await ask(maintained)).facts).toMatchObject({
      indicator: "maintenance",
      description: "maintenance: Upgrade",
    });
  });

  it.each([[{}], [[]], [{ status: {} }], [{ status: "UP" }]])("takes %j for no status page", async (body) => {
    expect((await ask(body)).failure).toMatchObject({ kind: "parse" });
  });

  it("is unknown, never failed, when the page cannot be reached", async () => {
    const params = { url: `http://127.0.0.1:${await closedPort()}/summary` };
    const plan = planOf(async () => ({}), { kind: statusPage, params, timeoutMs: 5000 });
    const deps = {
      clients,
      clock: systemClock,
      pace: 1,
      redact: (text: string) => text,
      samples: () => [],
      verdictOf: () => undefined,
      factOf: () => undefined,
      blinds: () => false,
    };
    const reading = await runCheck(plan, 1, new AbortController().signal, deps);
    expect(reading).toMatchObject({ verdict: "unknown", outcome: "failed", failure: { kind: "refused" } });
  });
});
