import type { AddressInfo, Server, Socket } from "node:net";

export interface Listening extends AsyncDisposable {
  readonly port: number;
  /** Connections that are open now. */
  readonly open: () => number;
}

/** Listens on a free port of loopback; disposing hangs up on everybody. */
export async function listen(server: Server, sockets: Set<Socket>): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    open: () => sockets.size,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** A port of loopback where nobody listens. */
export async function closedPort(): Promise<number> {
  const { createServer } = await import("node:net");
  const listening = await listen(createServer(), new Set());
  await listening[Symbol.asyncDispose]();
  return listening.port;
}
