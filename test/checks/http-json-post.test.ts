import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { httpJson } from "../../checks/http-json.ts";
import { createClients } from "../../src/clients/clients.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import { SecretText } from "../../src/core/secret.ts";
import { look } from "./look.ts";

const SECRET = "a-secret-of-the-test";
const BOM = "\uFEFF";
const vault = createVault({ env: {} });
const clients = createClients({ vault: { ...vault, redact: (text) => text.replaceAll(SECRET, "••••") } });
const got: Buffer[] = [];
let answer: { status: number; headers?: Record<string, string>; body?: object } = { status: 200 };
let server: Server;
let url: string;
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "opsdeck-post-"));
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    got.push(Buffer.concat(chunks));
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  await clients[Symbol.asyncDispose]();
  server.close();
  await rm(dir, { recursive: true });
});

const base = () => ({ url, method: "POST", "expect-status": [200, 202, 204] });

describe("http-json", () => {
  it("sends a file byte by byte, byte order mark and all, and tells its hash", async () => {
    const bytes = Buffer.from(`${BOM}{ "s" : "b2" }\r\n`);
    await writeFile(join(dir, "proof.json"), bytes);
    answer = { status: 200, body: { ok: true } };
    const { facts } = await look(clients, httpJson, { ...base(), "body-file": join(dir, "proof.json") });
    expect(got.at(-1)?.equals(bytes)).toBe(true);
    expect(facts).toMatchObject({ status: 200, bodySha256: createHash("sha256").update(bytes).digest("hex") });
  });

  it.each([
    ["is no UTF-8", Buffer.from([0x7b, 0xff, 0x7d])],
    ["holds a secret", Buffer.from(`{"s":"${SECRET}"}`)],
  ])("sends no file that %s", async (_title, bytes) => {
    await writeFile(join(dir, "other.json"), bytes);
    const before = got.length;
    const { failure } = await look(clients, httpJson, { ...base(), "body-file": join(dir, "other.json") });
    expect(failure).toMatchObject({ kind: "config", message: expect.stringMatching(/is not sent/) });
    expect(got.length).toBe(before);
  });

  it("gives the word of the first test that holds, and none where none does", async () => {
    const classify = {
      outcome: [
        { when: { fact: "state", eq: "degraded" }, is: "degraded" },
        { when: { not: { fact: "header", missing: true } }, is: "degraded" },
        { when: { fact: "state", eq: "queued" }, is: "queued" },
      ],
    };
    const params = { ...base(), take: { state: "/status" }, "take-headers": { header: "x-degraded" }, classify };
    const outcome = async (next: typeof answer) => {
      answer = next;
      return (await look(clients, httpJson, params)).facts?.outcome;
    };
    expect(await outcome({ status: 200, body: { status: "queued" } })).toBe("queued");
    expect(await outcome({ status: 200, body: { status: "degraded" } })).toBe("degraded");
    expect(await outcome({ status: 202, body: { status: "queued" }, headers: { "x-degraded": "1" } })).toBe("degraded");
    expect(await outcome({ status: 204 })).toBeNull();
  });

  it("tells what it would send, without a secret and without the file's content", () => {
    const token = new SecretText([{ name: "token", from: "env", source: "TOKEN", place: "test" }]);
    const params = httpJson.params.parse({ ...base(), headers: { authorization: token }, "body-file": "proof.json" });
    expect(httpJson.sends?.(params)).toEqual([`POST ${url}`, "authorization: ••••••••", "the bytes of proof.json"]);
    expect(httpJson.sends?.(httpJson.params.parse({ url }))).toEqual([`GET ${url}`]);
  });

  it("takes one body only, and words for facts that it gives only", () => {
    const ok = (more: object) => httpJson.params.safeParse({ ...base(), ...more }).success;
    expect(ok({ "body-file": "a.json" })).toBe(true);
    expect(ok({ "body-file": "a.json", body: "{}" })).toBe(false);
    const words = (test: object) => ok({ classify: { outcome: [{ when: test, is: "x" }] } });
    expect(words({ fact: "status", eq: 200 })).toBe(true);
    expect(words({ fact: "stauts", eq: 200 })).toBe(false);
    expect(words({ verdict: "health", in: ["ok"] })).toBe(false);
  });
});
