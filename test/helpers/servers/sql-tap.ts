import { connect, createServer, type Socket } from "node:net";
import { type Listening, listen } from "./listen.ts";

/** What a tap does when it has heard something: hands it on, or hangs up on both sides. */
export type Heard = "pass" | "hang up";

/** Stands between a client and PostgreSQL on loopback and hears each message of the client before the server does. */
export async function startSqlTap(port: number, hear: (text: string) => Heard | Promise<Heard>): Promise<Listening> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    let last: Promise<unknown> = Promise.resolve();
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
      socket.on("error", () => undefined);
    }
    near.on("data", (chunk) => {
      last = last.then(async () => {
        if ((await hear(chunk.toString("latin1"))) === "pass") far.write(chunk);
        else near.resetAndDestroy();
      });
    });
    far.on("data", (chunk) => near.write(chunk));
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  });
  return listen(server, sockets);
}
