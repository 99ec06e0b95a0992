import { connect, createServer, type Socket } from "node:net";
import { type Listening, listen } from "./listen.ts";

/** What a tap does when it has heard something: hands it on, hangs up instead, or hangs up when the server has answered it. */
export type Heard = "pass" | "hang up" | "hang up after";

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
        const heard = await hear(chunk.toString("latin1"));
        if (heard === "hang up") near.resetAndDestroy();
        else {
          if (heard === "hang up after") far.removeAllListeners("data").once("data", () => near.resetAndDestroy());
          far.write(chunk);
        }
      });
    });
    far.on("data", (chunk) => near.write(chunk));
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  });
  return listen(server, sockets);
}
