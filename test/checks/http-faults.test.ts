import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { httpHeaders } from "../../checks/http-headers.ts";
import { httpJson } from "../../checks/http-json.ts";
import { httpMany } from "../../checks/http-many.ts";
import { createClients, type OwnedClients } from "../../src/clients/clients.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import { CheckError } from "../../src/core/check-error.ts";
import type { CheckFailure } from "../../src/core/reading.ts";
import { type FaultName, type FaultyHttp, faults, startFaultyHttp } from "../helpers/servers/faulty-http.ts";
import { closedPort } from "../helpers/servers/listen.ts";
import { look } from "./look.ts";

let server: FaultyHttp;
let clients: OwnedClients;
beforeAll(async () => {
  server = await startFaultyHttp();
  clients = createClients({ vault: createVault({ env: {} }) });
});
afterAll(async () => {
  await clients[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const TIMEOUT = 3000;
/** Longer than a label may be, so that no name server is asked. */
const NO_NAME = `${"x".repeat(64)}.invalid`;
const take = { n: "/n", text: "/text", list: "/list", deep: "/deep", inner: "/deep/ok" };

/** What http-json makes of each fault: the kind of failure and some words of it, or facts. */
const json: Record<FaultName, [CheckFailure["kind"], RegExp] | Record<string, unknown>> = {
  answers: { status: 200, n: 1, text: "x", list: 3, deep: null, inner: true },
  "hangs-before-headers": ["timeout", /no answer/],
  "hangs-mid-headers": ["timeout", /no answer/],
  "hangs-mid-body": ["timeout", /no answer/],
  "resets-before-headers": ["reset", /closed the connection/],
  "resets-mid-body": ["reset", /closed the connection/],
  "ends-mid-body": ["reset", /closed the connection/],
  drips: ["timeout", /no answer/],
  "sends-30mb": ["too-large", /longer than 1 MiB/],
  "never-ends": ["too-large", /longer than/],
  "gzip-bomb": ["too-large", /longer than/],
  gzips: { status: 200, n: 1 },
  "gzips-badly": ["parse", /gzip.*cannot be unpacked/],
  "says-json-sends-html": ["parse", /^HTML, not JSON \(status 200, content type application\/json\)/],
  "sends-html": ["parse", /^HTML, not JSON \(status 200, content type text\/html\)/],
  "says-text": ["parse", /^not json .*text\/plain/],
  "says-nothing": { status: 200, n: 1 },
  "truncated-json": ["parse", /^no JSON: \{"n":1,"te/],
  "empty-body": ["parse", /^an empty body/],
  "wrong-types": { n: "one", text: null, list: "no", deep: 1, inner: null },
  "escape-sequences": { n: 1, text: "hi" },
  bom: { n: 1 },
  "big-number": { n: null, text: 12345678901234567000 },
  "proto-key": { n: null },
  redirects: ["status", /answered 308 where 200 is due: a redirect to \/answers/],
  "refuses-secret": ["auth", /answered 403: forbidden, CRON_FORBIDDEN/],
  throttles: ["throttled", /answered 429: Rate limit/],
  "throttles-by-500": ["throttled", /answered 500: Rate limit exceeded/],
  "fails-500": ["status", /answered 500: connect ECONNREFUSED 10.0.0.1:5432, ECONNREFUSED/],
  "fails-502-html": ["status", /answered 502: HTML/],
  "no-http": ["parse", /HPE_|HTTP/i],
  "huge-headers": ["too-large", /header/i],
  "half-closes": { n: 1 },
  "echoes-request": { status: 200, n: null },
  "no-content": ["status", /answered 204/],
};

describe.concurrent("http-json against a server that", () => {
  it.each(Object.keys(faults) as FaultName[])("%s", async (fault) => {
    const url = `${server.origin}/${fault}`;
    const seen = await look(clients, httpJson, { url, take }, { timeoutMs: TIMEOUT });
    const due = json[fault];
    if (Array.isArray(due)) {
      expect(seen.failure?.message).toMatch(due[1]);
      expect(seen.failure?.kind).toBe(due[0]);
    } else {
      expect(seen).toMatchObject({ facts: due });
    }
    expect(seen.thrown === undefined || seen.thrown instanceof CheckError).toBe(true);
  });
});

describe.concurrent("http-headers and http-many against a server that", () => {
  it.each(Object.keys(faults) as FaultName[])("%s", async (fault) => {
    const url = `${server.origin}/${fault}`;
    const requests = { first: { url: `${server.origin}/answers`, take }, second: { url, take } };
    const [headers, many] = await Promise.all([
      look(clients, httpHeaders, { url, take: { type: "Content-Type" } }, { timeoutMs: TIMEOUT }),
      look(clients, httpMany, { requests }, { timeoutMs: TIMEOUT }),
    ]);
    for (const seen of [headers, many]) {
      expect(seen.thrown === undefined || seen.thrown instanceof CheckError).toBe(true);
    }
    if (many.facts) expect(many.facts).toMatchObject({ "first.status": 200, "first.n": 1 });
    else expect(many.failure?.kind).toBe("timeout");
  });
});

describe("http", () => {
  it("takes headers without the body, however long it is", async () => {
    for (const fault of ["sends-30mb", "never-ends", "hangs-mid-body"]) {
      const seen = await look(clients, httpHeaders, {
        url: `${server.origin}/${fault}`,
        take: { type: "Content-Type", none: "x-no" },
      });
      expect(seen.facts).toMatchObject({ status: 200, type: "application/json", none: null });
    }
  });
  it("lets no connection and no memory grow by answers that it refused", async () => {
    const before = process.memoryUsage.rss();
    const sent = server.sent();
    for (let round = 0; round < 8; round += 1) {
      await look(clients, httpJson, { url: `${server.origin}/${round % 2 ? "sends-30mb" : "never-ends"}` });
    }
    await expect.poll(() => server.open()).toBe(0);
    expect(server.sent() - sent).toBeLessThan(8 * 12 * 1024 * 1024);
    expect(process.memoryUsage.rss() - before).toBeLessThan(120 * 1024 * 1024);
  });
  it("sends the headers that have a value", async () => {
    const headers = { "x-one": "1", "x-none": "" };
    const seen = await look(clients, httpJson, {
      url: `${server.origin}/echoes-request`,
      headers,
      take: { text: "/request" },
    });
    expect(seen.facts?.text).toMatch(/x-one: 1/);
    expect(seen.facts?.text).not.toMatch(/x-none/);
  });
  it("tells a closed port and an unknown name apart", async () => {
    const refused = await look(clients, httpJson, { url: `http://127.0.0.1:${await closedPort()}/` });
    expect(refused.failure).toMatchObject({ kind: "refused", code: "ECONNREFUSED" });
    const unknown = await look(clients, httpJson, { url: `http://${NO_NAME}/` });
    expect(unknown.failure?.kind).toBe("dns");
  });
  it("names what came with the words of the target tamed", async () => {
    const seen = await look(clients, httpJson, { url: `${server.origin}/escape-sequences`, take: { text: "/text" } });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is the question
    expect([...Object.values(seen.facts ?? {}), ...seen.trace].join("")).not.toMatch(/\u001b/);
  });
  it("tells eras apart in one look", async () => {
    const requests = {
      sync: { url: `${server.origin}/no-content`, "take-headers": { consent: "X-Opsmantik-Consent-Missing" } },
      worker: { url: `${server.origin}/refuses-secret`, method: "POST", body: "{}", take: { code: "/code" } },
      gone: { url: `http://127.0.0.1:${await closedPort()}/`, take: { code: "/code" } },
    };
    const seen = await look(clients, httpMany, { requests });
    expect(seen.facts).toMatchObject({
      "sync.status": 204,
      "sync.consent": "analytics",
      "sync.failure": null,
      "worker.status": 403,
      "worker.code": "CRON_FORBIDDEN",
      "gone.status": null,
      "gone.code": null,
      "gone.failure": "refused",
    });
  });
  it("fails when the first request has no answer", async () => {
    const requests = { a: { url: `http://127.0.0.1:${await closedPort()}/` }, b: { url: `${server.origin}/answers` } };
    expect((await look(clients, httpMany, { requests })).failure?.kind).toBe("refused");
  });
});

describe("parameters", () => {
  const url = "http://127.0.0.1/";
  it("wants a declared effect of POST only", () => {
    const needs = (method: string): boolean | undefined =>
      httpJson.needsEffect?.(httpJson.params.parse({ url, method }));
    expect([needs("POST"), needs("GET")]).toEqual([true, false]);
    expect(httpMany.needsEffect?.(httpMany.params.parse({ requests: { a: { url, method: "POST" } } }))).toBe(true);
  });
  it.each([
    ["a method that changes", { url, method: "DELETE" }],
    ["a pointer without a slash", { url, take: { n: "n" } }],
    ["a fact that is always there", { url, take: { status: "/status" } }],
    ["a fact that comes twice", { url, take: { a: "/a" }, "take-headers": { a: "a" } }],
    ["an unknown field", { url, retries: 3 }],
    ["a commit of four characters", { url, match: { same: { fact: "sha", prefix: "abcd" } } }],
    ["a relative URL", { url: "/api" }],
  ])("refuse %s", (_what, params) => {
    expect(httpJson.params.safeParse(params).success).toBe(false);
  });
  it("refuse a seventh request", () => {
    const requests = Object.fromEntries(["a", "b", "c", "d", "e", "f", "g"].map((name) => [name, { url }]));
    expect(httpMany.params.safeParse({ requests }).success).toBe(false);
  });
});
