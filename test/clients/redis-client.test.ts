import { createServer, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createRedisClient, type OwnedRedisClient } from "../../src/clients/redis-client.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import { type Listening, listen } from "../helpers/servers/listen.ts";

let server: Listening;
let client: OwnedRedisClient;
let made = 0;
/** Commands that stay without an answer. */
let heard = 0;
const url = (): string => `redis://127.0.0.1:${server.port}`;

/** Answers PING and what greets it; INFO and the like stay without an answer. */
beforeEach(async () => {
  made = heard = 0;
  const sockets = new Set<Socket>();
  const answering = createServer((socket) => {
    made += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
    socket.on("data", (sent) => {
      for (const [, word = ""] of `${sent}`.matchAll(/\b(ping|client|info|dbsize|llen)\r\n/gi))
        if (/ping|client/i.test(word)) socket.write("+PONG\r\n");
        else heard += 1;
    });
  });
  server = await listen(answering, sockets);
  client = createRedisClient(createVault({ env: {} }));
});
afterEach(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const sent = [["INFO"], ["DBSIZE"], ["LLEN", "a"]] as const;

/** As a look: several commands at once, and all end when its time is over. */
async function look(): Promise<void> {
  const over = new AbortController();
  const before = heard;
  const answers = Promise.allSettled(sent.map((command) => client.read(url(), command, over.signal)));
  await expect.poll(() => heard).toBe(before + sent.length);
  over.abort(new DOMException("too long", "TimeoutError"));
  for (const answer of await answers) expect(answer).toMatchObject({ status: "rejected", reason: { kind: "timeout" } });
}

it("hangs up after each look that timed out with several commands on their way", async () => {
  for (let round = 0; round < 4; round += 1) await look();
  expect(made).toBe(4);
  await expect.poll(() => server.open()).toBe(0);
});

it("keeps the old connection for another look that waits there, and closes that one, too", async () => {
  const slow = client.read(url(), ["INFO"], new AbortController().signal);
  slow.catch(() => undefined);
  await expect.poll(() => heard).toBe(1);
  await look();
  await client.read(url(), ["PING"], new AbortController().signal);
  expect([made, server.open()]).toEqual([2, 2]);
  await client[Symbol.asyncDispose]();
  await expect(slow).rejects.toMatchObject({ kind: "reset" });
  await expect.poll(() => server.open()).toBe(0);
});

it("closes a connection that nobody has used for half a minute", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    await client.read(url(), ["PING"], new AbortController().signal);
    vi.advanceTimersByTime(29_000);
    await client.read(url(), ["PING"], new AbortController().signal);
    vi.advanceTimersByTime(29_000);
    await client.read(url(), ["PING"], new AbortController().signal);
    expect(made).toBe(1);
    vi.advanceTimersByTime(31_000);
  } finally {
    vi.useRealTimers();
  }
  await expect.poll(() => server.open()).toBe(0);
});
