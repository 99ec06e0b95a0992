import { createHmac } from "node:crypto";
import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clockSkew } from "../../checks/clock-skew.ts";
import { hmacSample } from "../../checks/hmac-sample.ts";
import { createClients } from "../../src/clients/clients.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import { SecretText } from "../../src/core/secret.ts";
import { type Answering, answering } from "../helpers/servers/answering.ts";
import { look } from "./look.ts";

const KEY = "signing-key-canary";
const clients = createClients({ vault: createVault({ env: { KEY } }) });
const secretFrom = (source: string) => new SecretText([{ name: "signing", from: "env", source, place: "test" }]);
let dir: string;
let server: Answering;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "opsdeck-signing-"));
  const dated = (seconds: number) => (_request: unknown, response: import("node:http").ServerResponse) => {
    response.sendDate = false;
    const at = Math.floor(Date.now() / 1000) + seconds;
    response.setHeader("date", new Date(at * 1000).toUTCString());
    response.end("{}");
  };
  server = await answering({
    "/right": dated(0),
    "/slow": dated(-600),
    "/dateless": (_request, response) => {
      response.sendDate = false;
      response.end("{}");
    },
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await clients[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

describe("clock-skew", () => {
  const at = (...paths: readonly string[]) =>
    look(clients, clockSkew, { urls: Object.fromEntries(paths.map((path) => [path, `${server.origin}/${path}`])) });

  it("tells how far each clock is off, and how far they are apart", async () => {
    const { facts } = await at("right", "slow");
    expect(Math.abs(Number(facts?.rightSeconds))).toBeLessThanOrEqual(1);
    expect(Math.abs(Number(facts?.slowSeconds) + 600)).toBeLessThanOrEqual(1);
    expect(Math.abs(Number(facts?.apartSeconds) - 600)).toBeLessThanOrEqual(1);
  });

  it("cannot tell without a Date header", async () => {
    expect((await at("right", "dateless")).facts).toMatchObject({ datelessSeconds: null, apartSeconds: null });
  });

  it("fails when one of them does not answer", async () => {
    const urls = { right: `${server.origin}/right`, gone: "http://127.0.0.1:1/" };
    expect((await look(clients, clockSkew, { urls })).failure?.kind).toBe("refused");
  });
});

describe("hmac-sample", () => {
  const signed = { at: "1779500000", run: "r1", event: "e1" };
  const params = {
    secret: secretFrom("KEY"),
    fields: { at: "/at", run: "/run", event: "/event" },
    timestamp: "at",
    signature: "/signature",
  };
  const signature = createHmac("sha256", KEY).update("1779500000.r1.e1").digest("hex");
  const sample = async (content: object | string) => {
    const path = join(dir, "sample.json");
    await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
    await utimes(path, 1_779_500_600, 1_779_500_600);
    return look(clients, hmacSample, { ...params, path });
  };

  it("knows its own secret's signature, and how far the signer's clock was off", async () => {
    const seen = await sample({ ...signed, signature });
    expect(seen.facts).toMatchObject({ matches: true, empty: "", skewSeconds: -600 });
    expect(JSON.stringify(seen)).not.toContain("canary");
  });

  it.each([
    ["one field is another", { ...signed, event: "e2", signature }, { matches: false, empty: "" }],
    ["a field is empty", { ...signed, run: "", signature }, { matches: false, empty: "run" }],
    ["the signature is cut", { ...signed, signature: signature.slice(1) }, { matches: false }],
    ["there is none", signed, { matches: null }],
    ["the time is no number", { ...signed, at: "soon", signature }, { skewSeconds: null }],
  ])("when %s", async (_title, content, facts) => {
    expect((await sample(content)).facts).toMatchObject(facts);
  });

  it("says what it could not read", async () => {
    expect((await sample("{")).failure?.kind).toBe("parse");
    const gone = await look(clients, hmacSample, { ...params, path: join(dir, "gone.json") });
    expect(gone.failure?.kind).toBe("config");
    const keyless = { ...params, path: join(dir, "sample.json"), secret: secretFrom("NOT_SET") };
    await sample({ ...signed, signature });
    expect((await look(clients, hmacSample, keyless)).failure?.kind).toBe("config");
  });
});
