import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { redis } from "../../checks/redis.ts";
import { createClients, type OwnedClients } from "../../src/clients/clients.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import { CheckError } from "../../src/core/check-error.ts";
import { SecretText } from "../../src/core/secret.ts";
import { closedPort } from "../helpers/servers/listen.ts";
import { hasRedis, startRedis, type TestRedis } from "../helpers/servers/redis.ts";
import { startTcpProxy, type TcpProxy } from "../helpers/servers/tcp-proxy.ts";
import { startTlsServer } from "../helpers/servers/tls.ts";
import { type LookOptions, look } from "./look.ts";

describe.skipIf(!hasRedis)("redis against a real server", () => {
  let server: TestRedis;
  let proxy: TcpProxy;
  let admin: Redis;
  let clients: OwnedClients;
  beforeAll(async () => {
    server = await startRedis();
    admin = new Redis(server.url);
    await admin.lpush("bull:mail:wait", "1", "2", "3");
    await admin.zadd("bull:mail:failed", 1, "a", 2, "b");
    await admin.hset("bull:mail:meta", "paused", "1");
    await admin.xadd("log", "*", "a", "b");
  });
  afterAll(async () => {
    admin?.disconnect();
    await server?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    proxy = await startTcpProxy(server.port);
    clients = createClients({ vault: createVault({ env: { REDIS: server.url } }) });
  });
  afterEach(async () => {
    await clients[Symbol.asyncDispose]();
    await proxy[Symbol.asyncDispose]();
  });
  const proxied = (): string => server.url.replace(`:${server.port}`, `:${proxy.port}`);
  const ask = (params: object, options: LookOptions = {}) => look(clients, redis, params, options);

  it("gives counts, memory and lengths", async () => {
    const seen = await ask({
      url: server.url,
      bull: ["mail"],
      lengths: { log: { stream: "log" }, none: { list: "no" } },
    });
    expect(seen.facts).toMatchObject({
      pingMs: expect.any(Number),
      version: expect.stringMatching(/^\d+\./),
      role: "master",
      usedMemoryMb: expect.any(Number),
      maxMemoryMb: 0,
      rejectedConnections: 0,
      evictedKeys: 0,
      uptimeSeconds: expect.any(Number),
      keys: 4,
      log: 1,
      none: 0,
      waiting: 3,
      failed: 2,
      queues: { rows: [{ name: "mail", waiting: 3, failed: 2, delayed: 0, active: 0, isPaused: true }] },
    });
  });
  it("uses one connection for many looks and closes it", async () => {
    for (let round = 0; round < 3; round += 1) await ask({ url: proxied() });
    expect(proxy.made()).toBe(1);
    await clients[Symbol.asyncDispose]();
    await expect.poll(() => proxy.open()).toBe(0);
  });
  it("settles when the server is frozen, hangs up, and comes back", async () => {
    proxy.set("frozen");
    const cold = await ask({ url: proxied() }, { timeoutMs: 120 });
    expect(cold.failure).toMatchObject({ kind: "timeout" });
    await expect.poll(() => proxy.open()).toBe(0);
    proxy.set("passes");
    expect((await ask({ url: proxied() })).facts).toMatchObject({ role: "master" });
    proxy.set("frozen");
    const warm = await ask({ url: proxied() }, { timeoutMs: 120 });
    expect(warm.failure).toMatchObject({ kind: "timeout" });
    proxy.set("passes");
    expect((await ask({ url: proxied() })).facts).toMatchObject({ role: "master" });
  });
  it("survives a reset of an idle connection", async () => {
    await ask({ url: proxied() });
    proxy.set("resets");
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect((await ask({ url: proxied() })).failure).toMatchObject({ kind: "reset" });
    proxy.set("passes");
    expect((await ask({ url: proxied() })).facts).toMatchObject({ role: "master" });
  });
  it("tells a closed port, a wrong password and no password apart", async () => {
    const closed = await ask({ url: `redis://127.0.0.1:${await closedPort()}` });
    expect(closed.failure).toMatchObject({ kind: "refused", code: "ECONNREFUSED" });
    const wrong = await ask({ url: `redis://:wrong@127.0.0.1:${server.port}` });
    expect(wrong.failure).toMatchObject({ kind: "auth", code: "WRONGPASS" });
    const none = await ask({ url: `redis://127.0.0.1:${server.port}` });
    expect(none.failure).toMatchObject({ kind: "auth", code: "NOAUTH" });
    const plain = await ask({ url: `rediss://127.0.0.1:${server.port}` }, { timeoutMs: 500 });
    expect(plain.failure?.kind).toMatch(/^(tls|reset|timeout)$/);
    expect((await ask({ url: "http://127.0.0.1" })).failure).toMatchObject({ kind: "config" });
  });
  it("speaks TLS by rediss://, and only with whom it trusts", async () => {
    await using tls = await startTlsServer("cache.example.com", ["20200101000000Z", "20491231000000Z"], server.port);
    const url = `rediss://:${server.password}@127.0.0.1:${tls.port}`;
    expect((await ask({ url })).failure).toMatchObject({ kind: "tls", code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    const before = getCACertificates("default");
    try {
      setDefaultCACertificates([tls.certificate]);
      expect((await ask({ url })).facts).toMatchObject({ role: "master" });
    } finally {
      setDefaultCACertificates(before);
    }
  });
  it("tells a key of another type from an empty list", async () => {
    const seen = await ask({ url: server.url, lengths: { n: { list: "log" } } });
    expect(seen.failure).toMatchObject({ kind: "config", code: "WRONGTYPE" });
  });
  it.each([["KEYS", "*"], ["MONITOR"], ["SET", "a", "b"], ["flushall"], ["SCAN", "0", "COUNT", "5000"], ["EVAL", "x"]])(
    "never sends %s",
    async (...command) => {
      const sent = clients.redis.read(server.url, command as [string], AbortSignal.timeout(1000));
      await expect(sent).rejects.toMatchObject({ kind: "config" });
    },
  );
  it("shows no password", async () => {
    const url = new SecretText([{ name: "redis", from: "env", source: "REDIS", place: "system.yaml:1" }]);
    const seen = await ask({ url, lengths: { n: { list: "log" } } });
    expect(seen.thrown).toBeInstanceOf(CheckError);
    expect(JSON.stringify([seen, String(seen.thrown)])).not.toContain(server.password);
    expect(redis.target(redis.params.parse({ url }))).toBe("redis");
  });
});
