import { createServer, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createClients, type OwnedClients } from "../../src/clients/clients.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import { SecretText } from "../../src/core/secret.ts";
import { type Listening, listen } from "../helpers/servers/listen.ts";

const TOKEN = "feed-token-of-the-test";
const token = new SecretText(["Bearer ", { name: "feed", from: "env", source: "T", place: "system.yaml:1" }]);

let server: Listening;
let tails: ServerResponse[];
let refusal: number | undefined;
let clients: OwnedClients;
beforeEach(async () => {
  tails = [];
  refusal = undefined;
  const sockets = new Set<Socket>();
  const http = createServer((request, response) => {
    if (refusal !== undefined) response.writeHead(refusal).end('{"error":"no"}');
    else if (request.headers.authorization === `Bearer ${TOKEN}`) tails.push(response);
    else response.writeHead(401).end();
  });
  http.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server = await listen(http, sockets);
  clients = createClients({ vault: createVault({ env: { T: TOKEN } }) });
});
afterEach(async () => {
  await clients[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
const follow = (path = "/tail", over: { keepMs?: number; firstMs?: number; signal?: AbortSignal } = {}) => {
  const request = { url: `http://127.0.0.1:${server.port}${path}`, headers: { authorization: token } };
  const feed = { name: "log", request, keepMs: over.keepMs ?? 60_000, firstMs: over.firstMs ?? 50 };
  return clients.feeds.follow(feed, over.signal ?? AbortSignal.timeout(60_000));
};
/** Says something on the latest connection, once it is there. */
const say = async (text: string): Promise<void> => {
  await expect.poll(() => tails.length).toBeGreaterThan(0);
  tails.at(-1)?.write(text);
};
const texts = async (path?: string) => (await follow(path)).lines.map(({ text }) => text);

describe("a stream that stays open between looks", () => {
  it("has nothing to say before there is a line, and misses none after", async () => {
    expect(await texts()).toEqual([]);
    await say("one\ntwo\nthr");
    await expect.poll(() => texts()).toEqual(["one", "two"]);
    await say(`ee ${TOKEN}\n\n`);
    await expect.poll(() => texts()).toEqual(["one", "two", "three ••••••••"]);
    expect(tails).toHaveLength(1);
  });

  it("goes on with the same memory at another address, and lets go of the old one", async () => {
    await follow();
    await say("old\n");
    await expect.poll(() => texts()).toEqual(["old"]);
    const { since } = await follow();
    expect((await follow("/next")).since).toBe(since);
    await expect.poll(() => tails.length).toBe(2);
    await say("new\n");
    await expect.poll(() => texts("/next")).toEqual(["old", "new"]);
    await expect.poll(() => server.open()).toBe(1);
  });

  it("begins to count anew after a break, and keeps what it has heard", async () => {
    await follow();
    await say("before\n");
    await expect.poll(() => texts()).toEqual(["before"]);
    const { since } = await follow();
    const lost = tails.length;
    tails[0]?.destroy();
    await expect.poll(() => server.open()).toBe(0);
    await expect
      .poll(() =>
        follow().then(
          ({ since: at }) => at,
          () => since,
        ),
      )
      .toBeGreaterThan(since);
    await expect.poll(() => tails.length).toBeGreaterThan(lost);
    await say("after\n");
    await expect.poll(() => texts()).toEqual(["before", "after"]);
  });

  it("tells a refusal, and asks again at the next look", async () => {
    refusal = 403;
    expect((await follow("/tail", { firstMs: 60_000 })).refused).toMatchObject({ status: 403, text: '{"error":"no"}' });
    refusal = undefined;
    expect((await follow()).refused).toBeUndefined();
  });

  it("forgets what is too old", async () => {
    await follow();
    await say("line\n");
    await expect.poll(() => texts()).toEqual(["line"]);
    await expect.poll(async () => (await follow("/tail", { keepMs: 0 })).lines).toEqual([]);
  });

  it("knows nothing of the time before the oldest line that it keeps, when there are too many", async () => {
    const { since } = await follow();
    await say(`${"line\n".repeat(20_000)}last\n`);
    await expect.poll(async () => (await follow()).lines.at(-1)?.text).toBe("last");
    const now = await follow();
    expect(now.lines).toHaveLength(10_000);
    expect(now.since).toBe(now.lines[0]?.at);
    expect(now.since).toBeGreaterThan(since);
  });

  it("is opened again at once when it has lasted, and by the next look only when it has not", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      await follow();
      await say("short\n");
      tails[0]?.end();
      await expect.poll(() => server.open()).toBe(0);
      await follow();
      await expect.poll(() => tails.length).toBe(2);
      vi.setSystemTime(Date.now() + 10_000);
      tails[1]?.end("lasted\n");
      await expect.poll(() => tails.length).toBe(3);
      expect(await texts()).toEqual(["short", "lasted"]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("lets a look end by its signal, without ending the stream, and all with the cockpit", async () => {
    const looking = follow("/tail", { signal: AbortSignal.timeout(5) });
    await expect(looking).rejects.toMatchObject({ kind: "timeout" });
    await expect.poll(() => tails.length).toBe(1);
    await follow();
    expect(tails).toHaveLength(1);
    await clients[Symbol.asyncDispose]();
    await expect.poll(() => server.open()).toBe(0);
  });

  it("rejects where nobody listens", async () => {
    await server[Symbol.asyncDispose]();
    await expect(follow()).rejects.toMatchObject({ kind: "refused" });
  });
});
