import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { dns } from "../../checks/dns.ts";
import { httpJson } from "../../checks/http-json.ts";
import { tcp } from "../../checks/tcp.ts";
import { tlsExpiry } from "../../checks/tls-expiry.ts";
import { createClients, type OwnedClients } from "../../src/clients/clients.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import { startNameServer } from "../../src/lab/net/name-server.ts";
import { closedPort, type Listening, listen } from "../helpers/servers/listen.ts";
import { startTlsServer, type TlsServer } from "../helpers/servers/tls.ts";
import { look } from "./look.ts";

const FAR = ["20200101000000Z", "20491231000000Z"] as const;
let clients: OwnedClients;
let silent: Listening;
let valid: TlsServer;
let expired: TlsServer;
beforeAll(async () => {
  clients = createClients({ vault: createVault({ env: {} }) });
  const sockets = new Set<Socket>();
  silent = await listen(
    createServer((socket) => {
      sockets.add(socket);
      socket.resume().on("error", () => {});
      socket.on("close", () => sockets.delete(socket));
    }),
    sockets,
  );
  [valid, expired] = await Promise.all([
    startTlsServer("status.example.com", FAR),
    startTlsServer("status.example.com", ["20200101000000Z", "20210101000000Z"]),
  ]);
}, 20_000);
afterAll(async () => {
  for (const one of [clients, silent, valid, expired]) await one?.[Symbol.asyncDispose]();
});

describe("tcp", () => {
  it("connects and hangs up", async () => {
    const seen = await look(clients, tcp, { host: "127.0.0.1", port: silent.port });
    expect(seen.facts).toMatchObject({ connectMs: expect.any(Number), address: "127.0.0.1" });
    await expect.poll(() => silent.open()).toBe(0);
  });
  it("tells a closed port", async () => {
    const seen = await look(clients, tcp, { host: "127.0.0.1", port: await closedPort() });
    expect(seen.failure).toMatchObject({ kind: "refused", code: "ECONNREFUSED" });
  });
});

describe("dns", () => {
  it("resolves", async () => {
    expect((await look(clients, dns, { name: "127.0.0.1" })).facts).toMatchObject({ addresses: "127.0.0.1", count: 1 });
  });
  it("asks a name server, and tells what it does not know", async () => {
    const names = await startNameServer();
    const ask = () => look(clients, dns, { name: "origin.example.com", server: names.address });
    expect((await ask()).facts).toMatchObject({ addresses: "127.0.0.1", count: 1 });
    names.know(false);
    expect((await ask()).failure).toMatchObject({ kind: "dns", code: "ENOTFOUND" });
    await names.close();
  });
  it("asks a silent name server no longer than it may", async () => {
    const cancel = vi.spyOn(Resolver.prototype, "cancel");
    const server = createSocket("udp4");
    const asked = once(server, "message");
    await once(server.bind(0, "127.0.0.1"), "listening");
    const over = new AbortController();
    const found = clients.sockets.lookup("origin.example.com", over.signal, `127.0.0.1:${server.address().port}`);
    await asked;
    over.abort();
    await expect(found).rejects.toMatchObject({ kind: "aborted" });
    expect(cancel).toHaveBeenCalledOnce();
    server.close();
  });
  it("asks no name server that has a name itself", () => {
    expect(dns.params.safeParse({ name: "origin.example.com", server: "ns.example.com" }).success).toBe(false);
  });
  it("tells an unknown name, or settles", async () => {
    const seen = await look(clients, dns, { name: `${"x".repeat(64)}.invalid` }, { timeoutMs: 1000 });
    expect(seen.failure?.kind).toMatch(/^(dns|timeout)$/);
  });
});

describe("tls-expiry", () => {
  const ask = (server: Listening, extra: object = {}) =>
    look(clients, tlsExpiry, { host: "127.0.0.1", port: server.port, "server-name": "status.example.com", ...extra });
  it("tells a self-signed certificate and how long it lasts", async () => {
    const seen = await ask(valid);
    expect(seen.facts).toMatchObject({
      subject: "status.example.com",
      issuer: "status.example.com",
      protocol: "TLSv1.3",
      validTo: "2049-12-31T00:00:00.000Z",
      refusal: "DEPTH_ZERO_SELF_SIGNED_CERT",
      trusted: false,
    });
    expect(seen.facts?.daysLeft).toBeGreaterThan(8000);
    expect(Object.keys(seen.facts ?? {}).sort()).toEqual([...(tlsExpiry.facts?.({}) ?? [])].sort());
    const { connectMs, handshakeMs, tookMs } = seen.facts ?? {};
    expect(Math.abs(Number(connectMs) + Number(handshakeMs) - Number(tookMs))).toBeLessThanOrEqual(1);
    expect(Number(connectMs)).toBeLessThanOrEqual(Number(tookMs));
  });
  it("tells an expired one", async () => {
    const { facts } = await ask(expired);
    expect(facts?.daysLeft).toBeLessThan(-1000);
    expect(facts?.refusal).toMatch(/CERT_HAS_EXPIRED|SELF_SIGNED/);
  });
  it("tells a trusted one, and one for another name", async () => {
    const before = getCACertificates("default");
    try {
      setDefaultCACertificates([valid.certificate]);
      expect((await ask(valid)).facts).toMatchObject({ refusal: null, trusted: true });
      expect((await ask(valid, { "server-name": "other.example.com" })).facts).toMatchObject({
        refusal: "ERR_TLS_CERT_ALTNAME_INVALID",
        subject: "status.example.com",
      });
      setDefaultCACertificates([expired.certificate]);
      expect((await ask(expired)).facts).toMatchObject({ refusal: "CERT_HAS_EXPIRED" });
    } finally {
      setDefaultCACertificates(before);
    }
  });
  it("is not the only one that tells: a look over https is refused, too", async () => {
    const seen = await look(clients, httpJson, { url: `https://127.0.0.1:${valid.port}/` });
    expect(seen.failure).toMatchObject({ kind: "tls", code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
  });
  it("settles against a server that never shakes hands", async () => {
    const asked = { host: "127.0.0.1", port: silent.port };
    expect((await look(clients, tlsExpiry, asked, { timeoutMs: 100 })).failure).toMatchObject({ kind: "timeout" });
    await expect.poll(() => silent.open()).toBe(0);
  });
});
