import { connect, createServer, type Socket } from "node:net";
import { type Listening, listen } from "./listen.ts";

export type Mood = "passes" | "frozen" | "deaf" | "resets";

export interface TcpProxy extends Listening {
  /** frozen: accepts and forwards nothing, both ways, on old and new connections. deaf: forwards questions, no answers. resets: hangs up on everybody. */
  set(mood: Mood): void;
  /** Connections that were ever made. */
  readonly made: () => number;
}

/** Stands between a client and a real server of loopback and spoils the way between them. */
export async function startTcpProxy(port: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let mood: Mood = "passes";
  let made = 0;
  const forward = (from: Socket, to: Socket, opens: readonly Mood[]): void => {
    from.on("data", (chunk) => {
      if (opens.includes(mood)) to.write(chunk);
    });
    from.on("close", () => to.destroy());
    from.on("error", () => to.destroy());
  };
  const server = createServer((near) => {
    made += 1;
    sockets.add(near);
    near.on("close", () => sockets.delete(near));
    if (mood === "resets") return void near.resetAndDestroy();
    const far = connect(port, "127.0.0.1");
    forward(near, far, ["passes", "deaf"]);
    forward(far, near, ["passes"]);
  });
  const listening = await listen(server, sockets);
  return {
    ...listening,
    made: () => made,
    set(next) {
      mood = next;
      if (next === "resets") for (const socket of sockets) socket.resetAndDestroy();
    },
  };
}
