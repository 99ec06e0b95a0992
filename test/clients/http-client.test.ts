import { createServer, type Socket } from "node:net";
import { inspect } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHttpClient } from "../../src/clients/http-client.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import { CheckError } from "../../src/core/check-error.ts";
import type { HttpRequest } from "../../src/core/clients.ts";
import { SecretText } from "../../src/core/secret.ts";
import { type FaultName, type FaultyHttp, faults, startFaultyHttp } from "../helpers/servers/faulty-http.ts";
import { listen } from "../helpers/servers/listen.ts";

const never = new AbortController().signal;
const reference = { name: "s", from: "env", source: "S", place: "system.yaml:1" } as const;
let server: FaultyHttp;
beforeAll(async () => {
  server = await startFaultyHttp();
});
afterAll(() => server[Symbol.asyncDispose]());

const clientWith = (secret: string) => createHttpClient(createVault({ env: { S: secret } }));

describe("a request", () => {
  it("is sent as it is written, once, as opsdeck", async () => {
    const headers = { "X-Vercel-Cron": "1", authorization: new SecretText(["Bearer ", reference]) };
    const body = '\ufeff{"s":"b298"}';
    const asked: HttpRequest = { url: `${server.origin}/echoes-request?a=1`, method: "POST", headers, body };
    const { text } = await clientWith("never-shown").request(asked, never);
    const { request } = JSON.parse(text) as { request: string };
    expect(request).toMatch(/^POST \/echoes-request\?a=1 HTTP\/1\.1\r\n/);
    expect(request).toMatch(/user-agent: opsdeck\r\n/i);
    expect(request).toMatch(/x-vercel-cron: 1\r\n/i);
    expect(request).toMatch(/connection: close\r\n/i);
    expect(request).not.toMatch(/accept-encoding/i);
    expect(request).toMatch(/authorization: Bearer ••••••••\r\n/i);
  });
  it.each([
    ["a line break in a header", { headers: { "x-a": "1\r\nx-b: 2" } }],
    ["a header without a name", { headers: { "": "1" } }],
    ["a scheme that is no http", { url: "ftp://127.0.0.1/" }],
    ["a method that changes", { method: "DELETE" }],
  ])("is refused for %s", async (_what, wrong) => {
    const asked = { url: server.origin, ...wrong } as HttpRequest;
    await expect(clientWith("x").request(asked, never)).rejects.toMatchObject({ kind: "config" });
  });
  it("settles at once when it is stopped, and hangs up", async () => {
    const controller = new AbortController();
    const pending = clientWith("x").request({ url: `${server.origin}/hangs-mid-body` }, controller.signal);
    await expect.poll(() => server.open()).toBe(1);
    controller.abort();
    await expect(pending).rejects.toMatchObject({ kind: "aborted" });
    await expect.poll(() => server.open()).toBe(0);
  });
  it("hangs up when it is stopped while the connection is still being made", async () => {
    const sockets = new Set<Socket>();
    const calling = createServer((socket) => {
      sockets.add(socket.resume());
      socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    });
    await using silent = await listen(calling, sockets);
    const controller = new AbortController();
    const pending = clientWith("x").request({ url: `https://127.0.0.1:${silent.port}/` }, controller.signal);
    await expect.poll(() => silent.open()).toBe(1);
    controller.abort();
    await expect(pending).rejects.toMatchObject({ kind: "aborted" });
    await expect.poll(() => silent.open()).toBe(0);
  });
  it("rejects with the reason of the signal where that is a CheckError", async () => {
    const reason = new CheckError("timeout", "no answer in 20 s");
    const asked = { url: `${server.origin}/answers` };
    await expect(clientWith("x").request(asked, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
  it("leaves no listener on a signal that lives long", async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...args);
    };
    for (let round = 0; round < 5; round += 1)
      await clientWith("x").request({ url: `${server.origin}/answers` }, signal);
    expect(listeners).toBe(0);
  });
});

describe("a secret", () => {
  it("is in nothing that is thrown or answered, whatever the server does (property)", async () => {
    const secrets = fc.string({ minLength: 8, maxLength: 30, unit: fc.constantFrom(..."abcXYZ0189-_.~!$%&+/=@: ") });
    const names = fc.constantFrom(...(Object.keys(faults) as FaultName[]));
    const places = fc.constantFrom("header", "query", "body", "userinfo", "host", "bad-header");
    await fc.assert(
      fc.asyncProperty(secrets, names, places, async (value, fault, place) => {
        const text = new SecretText([reference]);
        const url = `${server.origin}/${fault}`;
        const asked = requestWith(url, text, place);
        const seen = await clientWith(place === "bad-header" ? `${value}\n${value}` : value)
          .request(asked, AbortSignal.timeout(60))
          .catch((error: unknown) => error);
        const shown = inspect(seen, { depth: 9, showHidden: true, maxStringLength: null });
        expect(shown).not.toContain(value);
        expect(shown).not.toContain(encodeURIComponent(value));
        if (seen instanceof Error) expect(seen).toBeInstanceOf(CheckError);
      }),
      { numRuns: 120 },
    );
  });
});

function requestWith(url: string, text: SecretText, place: string): HttpRequest {
  const [scheme = "", rest = ""] = url.split("//");
  switch (place) {
    case "query":
      return { url: new SecretText([url, "?token=", ...text.parts]) };
    case "body":
      return { url, method: "POST", body: text };
    case "userinfo":
      return { url: new SecretText([scheme, "//user:", ...text.parts, "@", rest]) };
    case "host":
      return { url: new SecretText(["http://", ...text.parts, ":1/"]) };
    default:
      return { url, headers: { authorization: new SecretText(["Bearer ", ...text.parts]) } };
  }
}
