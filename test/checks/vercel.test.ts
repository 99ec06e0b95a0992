import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { vercel } from "../../checks/vercel.ts";
import { createClients, type OwnedClients } from "../../src/clients/clients.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import { SecretText } from "../../src/core/secret.ts";
import { type JsonServer, startJsonServer } from "../helpers/servers/json.ts";
import { look } from "./look.ts";

const TOKEN = "vercel-token-of-the-test";
const token = new SecretText([{ name: "vercel", from: "env", source: "T", place: "system.yaml:1" }]);
const DEPLOYED = Date.parse("2026-11-21T03:00:00Z");
const meta = { githubCommitSha: "c1d30b47ea46f49ec5ecb95027a387905816c88b", githubCommitRef: "master" };
const production = { id: "dpl_live", readyState: "READY", createdAt: DEPLOYED, meta };
const inList = { uid: "dpl_live", state: "READY", readyState: "READY", created: DEPLOYED, target: "production", meta };
const variable = (key: string, more: object = {}) => ({
  id: key,
  key,
  type: "sensitive",
  target: ["production", "preview"],
  createdAt: DEPLOYED - 1000,
  updatedAt: DEPLOYED - 1000,
  comment: "",
  ...more,
});

let server: JsonServer;
let clients: OwnedClients;
beforeEach(async () => {
  server = await startJsonServer(TOKEN);
  clients = createClients({ vault: createVault({ env: { T: TOKEN } }) });
  Object.assign(server.answers, {
    "/v9/projects/opsmantik": { id: "prj_1", name: "opsmantik", targets: { production } },
    "/v6/deployments": { deployments: [inList] },
    "/v9/projects/prj_1/env": { envs: [variable("QSTASH_TOKEN"), variable("OLD", { target: ["development"] })] },
    "/v9/projects/prj_1/domains": { domains: [{ name: "console.opsmantik.com", verified: true, gitBranch: null }] },
  });
});
afterEach(async () => {
  await clients[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
const ask = (extra: object = {}) =>
  look(clients, vercel, { token, url: server.url, project: "opsmantik", env: ["QSTASH_TOKEN"], ...extra });

describe("vercel", () => {
  it("tells what is live, what production's variables are called, and which domains it has", async () => {
    const { facts } = await ask({ team: "team_1" });
    expect(facts).toMatchObject({
      projectId: "prj_1",
      deploymentId: "dpl_live",
      commit: meta.githubCommitSha,
      branch: "master",
      readyState: "READY",
      createdAt: "2026-11-21T03:00:00.000Z",
      isNewest: true,
      envCount: 1,
      missing: null,
      editedCount: 0,
      strayed: null,
      env: { rows: [{ key: "QSTASH_TOKEN", type: "sensitive", target: "production, preview" }, { key: "OLD" }] },
    });
    expect(server.requests.every(({ method }) => method === "GET")).toBe(true);
    expect(server.requests.every(({ url }) => url.includes("teamId=team_1") && !url.includes("decrypt"))).toBe(true);
  });

  it("tells what the public address shows", async () => {
    const shows = async (serves: string, more: object = {}) => {
      const domain = { name: "console.opsmantik.com", verified: true, gitBranch: null, ...more };
      server.answers["/v9/projects/prj_1/domains"] = { domains: [domain] };
      return (await ask({ serves })).facts;
    };
    const ours = "https://Console.opsmantik.com:443/api";
    expect(await shows(ours)).toMatchObject({ host: "console.opsmantik.com", hostShows: "production" });
    expect(await shows(ours, { gitBranch: "pr/x" })).toMatchObject({ hostShows: "branch" });
    expect(await shows(ours, { verified: false })).toMatchObject({ hostShows: "unverified" });
    expect(await shows("https://opsmantik.com")).toMatchObject({ host: "opsmantik.com", hostShows: "nothing" });
    expect((await ask()).facts).toMatchObject({ host: null, hostShows: null });
  });

  it("sees names that are missing, and edits that were not deployed", async () => {
    const edited = variable("CRON_SECRET", { updatedAt: DEPLOYED + 1000, comment: "opsdeck: broken on purpose" });
    const preview = variable("QSTASH_TOKEN", { target: ["preview"], updatedAt: DEPLOYED + 1000 });
    server.answers["/v9/projects/prj_1/env"] = { envs: [edited, preview] };
    const { facts } = await ask();
    expect(facts).toMatchObject({
      missingCount: 1,
      missing: "QSTASH_TOKEN",
      editedCount: 1,
      edited: "CRON_SECRET",
      env: {
        rows: [
          { key: "CRON_SECRET", editedAfter: true, comment: "opsdeck: broken on purpose" },
          { key: "QSTASH_TOKEN", editedAfter: false },
        ],
      },
    });
  });

  it("tells the live deployment from the last one that was made", async () => {
    const newer = { ...inList, uid: "dpl_newer", created: DEPLOYED + 5000 };
    server.answers["/v6/deployments"] = {
      deployments: [{ ...newer, uid: "dpl_failed", readyState: "ERROR" }, newer, inList],
    };
    const { facts } = await ask();
    expect(facts).toMatchObject({
      deploymentId: "dpl_live",
      isNewest: false,
      latestId: "dpl_failed",
      latestState: "ERROR",
    });
  });

  it("knows of no deployment where there is none, and compares no edit with it", async () => {
    server.answers["/v9/projects/opsmantik"] = { id: "prj_1", targets: {} };
    const { facts } = await ask();
    expect(facts).toMatchObject({ deploymentId: null, commit: null, isNewest: null, editedCount: null });
  });

  it("names domains that show a branch and those that are not verified", async () => {
    server.answers["/v9/projects/prj_1/domains"] = {
      domains: [
        { name: "a.example", verified: true, gitBranch: "pr/x" },
        { name: "b.example", verified: false },
      ],
    };
    expect((await ask()).facts).toMatchObject({ strayed: "a.example → pr/x", unverified: "b.example", domainCount: 2 });
  });

  it.each([
    [403, { error: { code: "forbidden", message: "Not authorized" } }, "auth", /403: Not authorized/],
    [404, { error: { code: "not_found" } }, "config", /no such project/],
    [429, { error: { message: "Too many" } }, "throttled", /429/],
    [500, {}, "status", /500/],
    [200, [], "parse", /no object/],
  ] as const)("tells %i as what it is", async (status, body, kind, message) => {
    server.mood = { status, body };
    const { failure } = await ask();
    expect(failure).toMatchObject({ kind });
    expect(failure?.message).toMatch(message);
  });

  it("asks nobody without a project, and shows no token", async () => {
    expect((await ask({ project: "" })).failure).toMatchObject({
      kind: "config",
      message: "no Vercel project is named",
    });
    expect(server.requests).toEqual([]);
    server.answers["/v9/projects/opsmantik"] = { id: TOKEN, targets: {} };
    expect(JSON.stringify(await ask())).not.toContain(TOKEN);
  });

  it("makes facts or a failure of any answer, never a bug (of any shape)", async () => {
    for (const odd of [null, 5, "x", [[]], { envs: [null, 5], domains: {}, deployments: [{ meta: 4 }], targets: 3 }]) {
      server.mood = { status: 200, body: odd };
      const seen = await ask();
      expect(seen.failure?.kind ?? "facts").toMatch(/^(facts|parse)$/);
    }
  });
});
