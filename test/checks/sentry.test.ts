import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sentry } from "../../checks/sentry.ts";
import { createClients, type OwnedClients } from "../../src/clients/clients.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import { type JsonServer, startJsonServer } from "../helpers/servers/json.ts";
import { look } from "./look.ts";

const TOKEN = "sentry-token-of-the-test";
const PATH = "/api/0/organizations/team/events-stats/";

let server: JsonServer;
let clients: OwnedClients;
beforeEach(async () => {
  server = await startJsonServer(TOKEN);
  clients = createClients({ vault: createVault({ env: {} }) });
});
afterEach(async () => {
  await clients[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
/** Buckets of two minutes, oldest first; five are a window. */
const counts = (...windows: readonly number[]) => ({
  data: windows.flatMap((sum) => [0, 0, sum, 0, 0]).map((count, index) => [1_760_000_000 + index * 120, [{ count }]]),
});
const ask = (extra: object = {}) =>
  look(clients, sentry, { token: TOKEN, url: server.url, organization: "team", routes: "/api/sync", ...extra });

describe("sentry", () => {
  it("compares the last window with the median of those before", async () => {
    server.answers[PATH] = counts(1, 2, 90, 1, 7);
    expect((await ask()).facts).toMatchObject({
      errors: 7,
      spikes: 1,
      worstRoute: "/api/sync",
      worstMedian: 1,
      routes: { rows: [{ route: "/api/sync", errors: 7, median: 1, spike: true }] },
    });
    server.answers[PATH] = counts(2, 3, 3, 4, 7);
    expect((await ask()).facts).toMatchObject({ errors: 7, spikes: 0, worstMedian: 3 });
    server.answers[PATH] = counts(0, 0, 0, 4);
    expect((await ask()).facts).toMatchObject({ errors: 4, spikes: 0 });
  });

  it("asks once a route, for 24 h in buckets of a fifth of the window", async () => {
    server.answers[PATH] = counts(0);
    await ask({ routes: "/api/sync,  /api/sync/worker", project: "42" });
    const asked = server.requests.map(({ url }) => new URL(url, "http://h").searchParams);
    expect(asked.map((query) => query.get("query"))).toEqual([
      'event.type:error (transaction:"*/api/sync" OR route:"/api/sync")',
      'event.type:error (transaction:"*/api/sync/worker" OR route:"/api/sync/worker")',
    ]);
    const [query] = asked;
    expect([query?.get("interval"), query?.get("project"), query?.get("yAxis")]).toEqual(["2m", "42", "count()"]);
    const hours = (Date.parse(`${query?.get("end")}Z`) - Date.parse(`${query?.get("start")}Z`)) / 3_600_000;
    expect(hours).toBeCloseTo(24 + 1 / 6, 2);
  });

  it("has nothing to compare with when Sentry has no day", async () => {
    server.answers[PATH] = counts(6);
    expect((await ask()).facts).toMatchObject({ errors: 6, spikes: 0, worstMedian: null });
  });

  it("tells what it is not told", async () => {
    expect((await ask({ organization: "" })).failure).toMatchObject({
      kind: "config",
      message: expect.stringContaining("organization"),
    });
    expect((await ask({ token: "wrong" })).failure).toMatchObject({ kind: "auth" });
    server.answers[PATH] = { detail: "nothing" };
    expect((await ask()).failure).toMatchObject({ kind: "parse" });
    expect(sentry.params.safeParse({ token: TOKEN, organization: "team", routes: " " }).success).toBe(false);
  });
});
