import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { vercelEnv } from "../../src/actions/vercel-env.ts";
import { vercelEnvAppend } from "../../src/actions/vercel-env-append.ts";
import { vercelPromote } from "../../src/actions/vercel-promote.ts";
import { vercelRedeploy } from "../../src/actions/vercel-redeploy.ts";
import { vercelRollback } from "../../src/actions/vercel-rollback.ts";
import { startVercel, type VercelServer } from "../helpers/servers/vercel.ts";
import { handsFor } from "./hands.ts";

const TOKEN = "vercel-token-abc";
const GOOD = "good-token-value";
let vercel: VercelServer;
let hands: ReturnType<typeof handsFor>;

beforeEach(async () => {
  vercel = await startVercel(TOKEN);
  hands = handsFor({ VERCEL: TOKEN, APP_TOKEN: GOOD, OTHER: "another-value" });
});
afterEach(async () => {
  await hands.close();
  await vercel[Symbol.asyncDispose]();
});

const at = () => ({ token: hands.secret("VERCEL"), api: vercel.origin, project: "shop" });
const env = (over = {}) => ({ ...at(), key: "QSTASH_TOKEN", set: hands.secret("OTHER"), ...over });
const mark = "opsdeck: changed on purpose, duty D1-1 restores it";
const duty = { id: "D1-1", effect: "apply" as const, mark };

describe("vercel-env", () => {
  test("shows its request without a value, sets the variable once and marks it", async () => {
    const preview = await hands.preview(vercelEnv, env({ was: hands.secret("APP_TOKEN") }));
    expect(preview.requests[0]).toBe(`PATCH ${vercel.origin}/v9/projects/shop/env/e1`);
    expect(JSON.stringify(preview)).not.toMatch(/good-token|another-value|vercel-token/);
    expect(await hands.run(vercelEnv, env(), { duty })).toMatchObject({ state: "applied" });
    expect(vercel.variables[0]).toMatchObject({
      value: "another-value",
      comment: mark,
    });
    await hands.run(vercelEnv, env({ set: hands.secret("APP_TOKEN") }), { duty: { ...duty, effect: "restore" } });
    expect(vercel.variables[0]).toMatchObject({ value: GOOD, comment: "" });
  });

  test.each<[string, (server: VercelServer) => void, object, RegExp]>([
    [
      "it is there twice",
      ({ variables }) =>
        variables.push({ id: "e2", key: "QSTASH_TOKEN", value: "x", type: "encrypted", target: ["production"] }),
      {},
      /has 2 variables QSTASH_TOKEN/,
    ],
    ["it is not there", ({ variables }) => variables.pop(), {}, /has no variable QSTASH_TOKEN/],
    [
      "it is for preview, too",
      ({ variables: [one] }) => one?.target.push("preview"),
      {},
      /for production, preview, not for production alone/,
    ],
    [
      "the token is revoked",
      (server) => {
        server.revoked = true;
      },
      {},
      /403: Not authorized/,
    ],
    [
      "it cannot be read and no hash is given",
      ({ variables: [one] }) => {
        if (one) one.type = "sensitive";
      },
      {},
      /cannot be read, so its value is not proved/,
    ],
    [
      "it cannot be read and the hash is another's",
      ({ variables: [one] }) => {
        if (one) one.type = "sensitive";
      },
      { "was-hash": `salt:${"0".repeat(64)}` },
      /does not fit was-hash/,
    ],
    [
      "it is not the value that would be restored",
      ({ variables: [one] }) => {
        if (one) one.value = "changed-since";
      },
      {},
      /is not the value that would be restored/,
    ],
  ])("is refused when %s", async (_name, change, more, message) => {
    change(vercel);
    const refused = await hands.refusal(hands.preview(vercelEnv, env({ was: hands.secret("APP_TOKEN"), ...more })));
    expect(refused).toMatch(message);
    expect(vercel.seen.every((line) => line.startsWith("GET "))).toBe(true);
  });

  test("a variable that cannot be read is proved by the hash that its owner gives", async () => {
    const [one] = vercel.variables;
    if (one) one.type = "sensitive";
    const { createHash } = await import("node:crypto");
    const hash = createHash("sha256").update(`salt${GOOD}`).digest("hex");
    await hands.preview(vercelEnv, env({ was: hands.secret("APP_TOKEN"), "was-hash": `salt:${hash}` }));
  });

  test.each([
    ["lost", "encrypted", "applied"],
    ["swallowed", "encrypted", "not-applied"],
    ["lost", "sensitive", "applied"],
    ["swallowed", "sensitive", "not-applied"],
  ] as const)("an answer that is %s is told by looking at a variable that is %s", async (fate, type, state) => {
    const [one] = vercel.variables;
    if (one) one.type = type;
    vercel.fates.push(fate);
    expect(await hands.refusal(hands.run(vercelEnv, env(), { duty }))).toMatch(/closed the connection/);
    expect((await hands.look(vercelEnv, env(), { duty })).state).toBe(state);
    expect(vercel.seen.filter((line) => line.startsWith("PATCH"))).toHaveLength(1);
  });

  test("a value may hold any sign", async () => {
    await hands.close();
    hands = handsFor({ VERCEL: TOKEN, OTHER: 'a"b\\c' });
    await hands.run(vercelEnv, env());
    expect(vercel.variables[0]?.value).toBe('a"b\\c');
  });
});

describe("vercel-env without a duty", () => {
  const anew = () => env({ "when-missing": "create", "was-hash": "" });

  test("makes a variable that is missing, sensitive and for production alone", async () => {
    vercel.variables.pop();
    const preview = await hands.preview(vercelEnv, anew());
    expect(preview).toMatchObject({ effect: expect.stringMatching(/QSTASH_TOKEN of shop is made in Production/) });
    expect(preview.requests[0]).toBe(`POST ${vercel.origin}/v10/projects/shop/env`);
    expect(JSON.stringify(preview)).not.toMatch(/another-value/);
    expect((await hands.look(vercelEnv, anew())).state).toBe("not-applied");
    expect(await hands.run(vercelEnv, anew())).toMatchObject({ state: "applied" });
    expect(vercel.variables).toMatchObject([
      { key: "QSTASH_TOKEN", value: "another-value", type: "sensitive", target: ["production"] },
    ]);
  });

  test.each([
    ["lost", "applied"],
    ["swallowed", "not-applied"],
  ] as const)("finds its own request by the comment when the answer is %s", async (fate, state) => {
    const [one] = vercel.variables;
    if (one) one.type = "sensitive";
    vercel.fates.push(fate);
    await hands.refusal(hands.run(vercelEnv, anew()));
    expect((await hands.look(vercelEnv, anew())).state).toBe(state);
    expect((await hands.look(vercelEnv, anew(), { key: "R1:step:2:0" })).state).toBe("not-applied");
  });
});

describe("vercel-env-append", () => {
  const origins = (over = {}) => ({ ...at(), key: "QSTASH_TOKEN", item: "https://b.example", ...over });

  test("adds to the list, keeps the value from before, and adds nothing twice", async () => {
    const [one] = vercel.variables;
    if (one) one.value = "https://a.example, https://c.example";
    const preview = await hands.preview(vercelEnvAppend, origins());
    expect(preview).toMatchObject({
      count: 1,
      effect: expect.stringMatching(/holds 3 instead of 2.*b\.example is added/),
    });
    expect((await hands.look(vercelEnvAppend, origins())).state).toBe("not-applied");
    expect(await hands.run(vercelEnvAppend, origins())).toMatchObject({ state: "applied" });
    expect(one?.value).toBe("https://a.example, https://c.example,https://b.example");
    expect(hands.evidence.get("variable-step")).toMatchObject({ before: "https://a.example, https://c.example" });
    expect((await hands.look(vercelEnvAppend, origins())).state).toBe("applied");
    expect(await hands.preview(vercelEnvAppend, origins())).toMatchObject({ count: 0 });
    await hands.run(vercelEnvAppend, origins());
    expect(vercel.seen.filter((line) => line.startsWith("PATCH"))).toHaveLength(1);
  });

  test.each([
    ["it cannot be read", "sensitive", "https://a.example"],
    ["a secret of ours stands in it", "encrypted", `https://a.example,${TOKEN}`],
  ] as const)("is refused when %s", async (_name, type, value) => {
    const [one] = vercel.variables;
    if (one) Object.assign(one, { type, value });
    expect(await hands.refusal(hands.preview(vercelEnvAppend, origins()))).toMatch(/add https:\/\/b\.example by hand/);
    expect((await hands.look(vercelEnvAppend, origins())).state).toBe("unknown");
  });
});

describe("vercel-redeploy", () => {
  test("is followed until production shows it", async () => {
    expect((await hands.preview(vercelRedeploy, at())).effect).toMatch(/source of dpl_1 .* followed to READY/);
    const outcome = await hands.run(vercelRedeploy, at());
    expect(outcome).toMatchObject({ state: "applied", facts: { deploymentId: "dpl_2" } });
    expect(vercel.seen.filter((line) => line.startsWith("POST"))).toHaveLength(1);
  });

  test("that is refused is not done", async () => {
    vercel.fates.push("refused");
    expect(await hands.run(vercelRedeploy, at())).toMatchObject({
      state: "not-applied",
      say: "answered 403: Not authorized",
    });
  });

  test.each([
    ["lost", "applied"],
    ["swallowed", "not-applied"],
  ] as const)("whose answer is %s is found by its name: %s", async (fate, state) => {
    vercel.fates.push(fate);
    const sentAt = Date.now();
    await hands.refusal(hands.run(vercelRedeploy, at()));
    expect((await hands.look(vercelRedeploy, at(), { sentAt })).state).toBe(state);
  });
});

test("a rollback points production elsewhere, and promote points it back", async () => {
  await hands.run(vercelRedeploy, at());
  expect(await hands.run(vercelRollback, { ...at(), to: "dpl_1" })).toMatchObject({ state: "applied" });
  expect((await hands.look(vercelRollback, { ...at(), to: "dpl_1" })).state).toBe("applied");
  expect((await hands.look(vercelPromote, { ...at(), to: "dpl_2" })).state).toBe("not-applied");
  expect(await hands.run(vercelPromote, { ...at(), to: "dpl_2" })).toMatchObject({ state: "applied" });
  expect(vercel.seen.filter((line) => line.startsWith("POST"))).toEqual([
    "POST /v13/deployments",
    "POST /v1/projects/prj/rollback/dpl_1",
    "POST /v10/projects/prj/promote/dpl_2",
  ]);
});
