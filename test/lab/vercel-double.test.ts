import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { vercel } from "../../checks/vercel.ts";
import { vercelLogs } from "../../checks/vercel-logs.ts";
import { createClients, type OwnedClients } from "../../src/clients/clients.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import type { RestServer } from "../../src/lab/outside/rest-server.ts";
import type { DeploymentRecord } from "../../src/lab/outside/vercel/deployments.ts";
import { createProject, type VercelProject } from "../../src/lab/outside/vercel/project.ts";
import { startVercel } from "../../src/lab/outside/vercel/vercel-double.ts";
import { look } from "../checks/look.ts";

const TOKEN = "vercel-token-of-the-lab";
const SHA = "c1d30b47ea46f49ec5ecb95027a387905816c88b";
/** So fast that a build takes 5 ms. */
const PACE = 9000;

let served: DeploymentRecord[];
let project: VercelProject;
let server: RestServer;
let clients: OwnedClients;
beforeEach(async () => {
  served = [];
  project = await createProject({
    name: "opsmantik",
    domain: "console.opsmantik.com",
    env: { QSTASH_TOKEN: "good", ALLOWED_ORIGINS: "https://a.example", NEXT_PUBLIC_APP_URL: "http://app" },
    source: { commit: SHA, branch: "master" },
    pace: PACE,
    tokens: [TOKEN],
    serve: async (record) => void served.push(record),
    log: () => undefined,
  });
  server = await startVercel(project);
  clients = createClients({ vault: createVault({ env: {} }) });
});
afterEach(async () => {
  project.stop();
  await clients[Symbol.asyncDispose]();
  await server.stop();
});

async function api(method: string, path: string, body?: unknown, token = TOKEN) {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const params = () => ({ token: TOKEN, url: server.url, project: "opsmantik", team: project.teamId });
const seen = async () => (await look(clients, vercel, { ...params(), env: ["QSTASH_TOKEN"] })).facts ?? {};
const variable = () => project.env.ofProduction("QSTASH_TOKEN")!;
const settled = (id: unknown) =>
  expect.poll(() => project.deployments.find((one) => one.id === id)?.readyState).toBe("READY");

describe("the double of Vercel's variables", () => {
  it("never gives back the value of a sensitive one", async () => {
    const { body } = await api("GET", "/v9/projects/opsmantik/env?decrypt=true");
    expect(JSON.stringify(body)).not.toContain("good");
    expect(JSON.stringify(body)).toContain("https://a.example");
    const one = await api("GET", `/v1/projects/${project.id}/env/${variable().id}`);
    expect(one.body).toMatchObject({ key: "QSTASH_TOKEN", type: "sensitive", value: "", decrypted: false });
  });

  it("changes value and comment, and the cockpit sees an edit that is not deployed", async () => {
    expect(await seen()).toMatchObject({ editedCount: 0 });
    const path = `/v9/projects/opsmantik/env/${variable().id}`;
    const { body } = await api("PATCH", path, { value: "good_BROKEN", comment: "opsdeck duty 7" });
    expect(body).toMatchObject({ comment: "opsdeck duty 7", value: "" });
    expect(await seen()).toMatchObject({ editedCount: 1, edited: "QSTASH_TOKEN" });
    expect(served).toHaveLength(1);
    expect((await api("PATCH", path, { type: "plain" })).status).toBe(400);
  });

  it("takes new ones, once, and lets go of old ones", async () => {
    const given = { key: "CRON_SECRET", value: "x", type: "encrypted", target: ["production"] };
    expect((await api("POST", "/v10/projects/opsmantik/env", given)).status).toBe(201);
    expect((await api("POST", "/v10/projects/opsmantik/env", given)).status).toBe(400);
    expect((await api("POST", "/v10/projects/opsmantik/env?upsert=true", [given])).status).toBe(201);
    expect((await api("POST", "/v10/projects/opsmantik/env", { key: "NO_VALUE" })).status).toBe(400);
    expect((await api("DELETE", `/v9/projects/opsmantik/env/${variable().id}`)).status).toBe(200);
    expect(await seen()).toMatchObject({ missing: "QSTASH_TOKEN", envCount: 3 });
  });
});

describe("the double of Vercel's deployments", () => {
  const redeploy = () =>
    api("POST", "/v13/deployments?forceNew=1", {
      name: "opsmantik",
      target: "production",
      deploymentId: project.live?.id,
    });

  it("redeploys with the variables of now, and serves it when it is ready", async () => {
    await api("PATCH", `/v9/projects/opsmantik/env/${variable().id}`, { value: "good_BROKEN" });
    const { body } = await redeploy();
    expect(body).toMatchObject({ readyState: "BUILDING", meta: { githubCommitSha: SHA, action: "redeploy" } });
    await settled(body.id);
    expect(served.map(({ env }) => env.QSTASH_TOKEN)).toEqual(["good", "good_BROKEN"]);
    expect(await seen()).toMatchObject({ deploymentId: body.id, commit: SHA, editedCount: 0, isNewest: true });
    expect((await api("POST", "/v13/deployments", { name: "opsmantik", deploymentId: "dpl_none" })).status).toBe(404);
  });

  it("rolls back to the variables of then, and serves nothing newer until somebody promotes", async () => {
    const first = project.live?.id;
    await api("PATCH", `/v9/projects/opsmantik/env/${variable().id}`, { value: "second" });
    const second = (await redeploy()).body.id;
    await settled(second);
    expect((await api("POST", `/v9/projects/${project.id}/rollback/${second}`)).status).toBe(409);
    expect((await api("POST", `/v9/projects/${project.id}/rollback/${first}`)).status).toBe(201);
    await expect.poll(() => project.live?.id).toBe(first);
    expect(served.at(-1)?.env.QSTASH_TOKEN).toBe("good");
    expect(await seen()).toMatchObject({ deploymentId: first, isNewest: false });
    const third = (await redeploy()).body.id;
    await settled(third);
    expect(project.live?.id).toBe(first);
    expect((await api("POST", `/v10/projects/${project.id}/promote/${third}`)).status).toBe(202);
    await expect.poll(() => project.live?.id).toBe(third);
    expect(project.lastAliasRequest).toMatchObject({ type: "promote", jobStatus: "succeeded", toDeploymentId: third });
  });

  it("does not roll back to what never served", async () => {
    const { id } = project.failBuild();
    expect((await api("POST", `/v9/projects/${project.id}/rollback/${id}`)).status).toBe(422);
    expect(await seen()).toMatchObject({ latestId: id, latestState: "ERROR", isNewest: true });
  });

  it("gives the domain to a branch, and back", async () => {
    await project.showBranch({ commit: "0".repeat(40), branch: "pr/x" });
    expect(served.at(-1)).toMatchObject({ branch: "pr/x", target: "preview" });
    expect(await seen()).toMatchObject({ commit: SHA, strayed: "console.opsmantik.com → pr/x" });
    await project.showBranch(undefined);
    expect(served.at(-1)).toMatchObject({ commit: SHA });
    expect(await seen()).toMatchObject({ strayed: null });
  });
});

describe("who may ask the double of Vercel", () => {
  it.each([
    ["another token", "/v9/projects/opsmantik", "wrong", 403],
    ["another team", "/v9/projects/opsmantik?teamId=team_else", TOKEN, 403],
    ["another project", "/v9/projects/else", TOKEN, 404],
    ["another path", "/v9/nothing", TOKEN, 404],
  ])("not %s", async (_who, path, token, status) => {
    expect((await api("GET", path, undefined, token)).status).toBe(status);
  });

  it("not a token that was revoked, and its live tail ends", async () => {
    await api("DELETE", "/v3/user/tokens/current");
    expect((await api("GET", "/v9/projects/opsmantik")).status).toBe(403);
  });
});

describe("the runtime log", () => {
  const write = (message: string, status: number, source: "request" | "serverless" = "serverless") =>
    project.logs.write(project.live?.id, { level: "info", message, source, method: "POST", path: "/api/sync", status });
  const messages = { publish: { has: ["QSTASH_PUBLISH"] }, degraded: { has: ["PIPELINE"], fields: ["code"] } };
  const listen = async () => look(clients, vercelLogs, { ...params(), messages, listen: "50ms" });

  it("is a live tail that stays open between looks and goes on with the next deployment", async () => {
    const timer = setInterval(() => write("", 200, "request"), 5);
    await expect.poll(async () => (await listen()).facts?.lines).toBeGreaterThan(0);
    clearInterval(timer);
    expect((await listen()).facts).toMatchObject({ publish: 0, degraded: 0, "5xx": 0 });
    for (let i = 0; i < 6; i += 1) write("", 500, "request");
    write('{"level":"error","msg":"QSTASH_PUBLISH_FAILED"}', 500);
    write('{"level":"warn","msg":"INGEST_PIPELINE_DEGRADED","code":"INGEST_PUBLISH_FAILURE"}', 200);
    await expect
      .poll(async () => (await listen()).facts)
      .toMatchObject({
        publish: 1,
        publishLast: "QSTASH_PUBLISH_FAILED",
        degraded: 1,
        "degraded.code": "INGEST_PUBLISH_FAILURE",
        "5xx": 6,
        unsure5xx: 1,
        worst5xxRoute: "POST /api/sync",
      });
    await project.deploy("at-once").done;
    await listen();
    await expect
      .poll(async () => {
        write('{"msg":"QSTASH_PUBLISH_FAILED"}', 500);
        return (await listen()).facts?.publish;
      })
      .toBeGreaterThan(1);
  });

  it("refuses whom the API refuses, and listens again when it is let in", async () => {
    project.tokens.clear();
    expect((await listen()).failure).toMatchObject({ kind: "auth" });
    project.tokens.add(TOKEN);
    const timer = setInterval(() => write("", 200, "request"), 5);
    expect((await listen()).facts).toMatchObject({ unparsed: 0 });
    clearInterval(timer);
  });
});
