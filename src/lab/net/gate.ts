import { connect, createServer, type Server, type Socket } from "node:net";
import { freePort } from "./ports.ts";

/**
 * open: bytes pass. refuse: nobody listens and what was connected is reset. freeze: connections are accepted and nothing
 * is ever answered, and what was connected stalls.
 */
export type GateMode = "open" | "refuse" | "freeze";

/** A door in front of a real server, at the level of sockets, so that one system can lose a server that others keep. */
export interface Gate {
  readonly port: number;
  set(mode: GateMode): Promise<void>;
  close(): Promise<void>;
}

export type GateTarget = { readonly path: string } | { readonly port: number };

interface Pair {
  readonly client: Socket;
  upstream: Socket | undefined;
}

interface Traffic {
  readonly pairs: Set<Pair>;
  frozen: boolean;
  readonly dial: () => Socket;
}

export async function openGate(target: GateTarget): Promise<Gate> {
  const port = await freePort();
  const traffic: Traffic = {
    pairs: new Set(),
    frozen: false,
    dial: () => connect("path" in target ? { path: target.path } : { port: target.port, host: "127.0.0.1" }),
  };
  let server = await listen(port, traffic);
  const set = async (mode: GateMode) => {
    if (mode === "refuse") {
      await shut(server, traffic);
      return;
    }
    traffic.frozen = mode === "freeze";
    if (!server.listening) server = await listen(port, traffic);
    for (const pair of traffic.pairs) flow(pair, traffic);
  };
  return { port, set, close: () => shut(server, traffic) };
}

function listen(port: number, traffic: Traffic): Promise<Server> {
  const server = createServer({ noDelay: true }, (client) => {
    const pair: Pair = { client, upstream: undefined };
    traffic.pairs.add(pair);
    client.on("error", () => undefined).on("close", () => drop(pair, traffic));
    flow(pair, traffic);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => resolve(server));
  });
}

function flow(pair: Pair, traffic: Traffic): void {
  if (traffic.frozen) {
    pair.client.pause();
    pair.upstream?.pause();
    return;
  }
  if (pair.upstream === undefined) {
    const upstream = traffic.dial();
    pair.upstream = upstream;
    upstream.on("error", () => undefined).on("close", () => drop(pair, traffic));
    pass(pair.client, upstream, traffic);
    pass(upstream, pair.client, traffic);
  }
  pair.client.resume();
  pair.upstream.resume();
}

function pass(from: Socket, to: Socket, traffic: Traffic): void {
  from.on("data", (chunk) => {
    if (!to.write(chunk)) from.pause();
  });
  to.on("drain", () => {
    if (!traffic.frozen) from.resume();
  });
  from.on("end", () => to.end());
}

function drop(pair: Pair, traffic: Traffic): void {
  if (!traffic.pairs.delete(pair)) return;
  pair.client.destroySoon();
  pair.upstream?.destroySoon();
}

/**
 * A reset while a shutdown is under way leaves Node (seen with 24.21) with a request that never completes: the process
 * then turns in its own cleanup at its end, for ever. Such a socket is destroyed without a reset.
 */
function resettable(socket: Socket): boolean {
  return !socket.destroyed && !socket.writableEnded && socket.writableLength === 0;
}

function shut(server: Server, traffic: Traffic): Promise<void> {
  for (const pair of [...traffic.pairs]) {
    if (resettable(pair.client)) pair.client.resetAndDestroy();
    drop(pair, traffic);
  }
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => server.close(() => resolve()));
}
