import { createServer, type Socket } from "node:net";
import { expect, it } from "vitest";
import { SqlPool } from "../../src/clients/sql-pool.ts";
import { type Listening, listen } from "../helpers/servers/listen.ts";

/** A database that takes connections and says nothing. */
async function frozen(): Promise<Listening & { readonly made: () => number }> {
  let made = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    made += 1;
    sockets.add(socket);
    socket.resume().on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  return { ...(await listen(server, sockets)), made: () => made };
}

/** Lets so many turns of the microtask queue pass. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
}

it("gives a free session to the next who waits, whenever the one whose turn it was is stopped", async () => {
  for (let late = 0; late < 40; late += 1) {
    await using server = await frozen();
    const pool = new SqlPool(`postgres://127.0.0.1:${server.port}/x`);
    const asking = Array.from({ length: 4 }, () => new AbortController());
    const asked = asking.map(({ signal }) => pool.use(async () => undefined, signal).catch(() => undefined));
    await expect.poll(() => server.made()).toBe(2);
    asking[0]?.abort();
    await turns(late);
    asking[2]?.abort();
    await expect.poll(() => server.made(), { interval: 2 }).toBeGreaterThanOrEqual(3);
    for (const one of asking) one.abort();
    await Promise.all(asked);
  }
});
