import { createConnection } from "node:net";
import { type LiveMessage, liveMessageOf, WOULD_LEAD } from "./message.ts";
import { shortSocketPath } from "./socket-path.ts";

/** The longest line that a leader may send, in characters. */
const LONGEST = 4 << 20;

export interface LiveEars {
  hear(message: LiveMessage): void;
  /** The leader is gone, or says what cannot be understood. Told once, unless the connection was closed from here. */
  ended(why: string): void;
}

/** Hears what the leader tells; `wouldLead`: this one takes the lead when it is given away. Returns how to stop that. */
export function hearLive(path: string, wouldLead: boolean, ears: LiveEars): () => void {
  const short = shortSocketPath(path);
  const socket = createConnection(short.path);
  let rest = "";
  let over = false;
  const end = (why?: string): void => {
    if (over) return;
    over = true;
    short.forget();
    socket.destroy();
    if (why !== undefined) ears.ended(why);
  };
  const take = (line: string): void => {
    const message = liveMessageOf(line);
    if (message) ears.hear(message);
    else end("says what this opsdeck does not understand: are both of one version?");
  };
  socket.setEncoding("utf8");
  socket.once("connect", () => {
    short.forget();
    if (wouldLead) socket.write(WOULD_LEAD);
  });
  socket.on("error", (error) => end(`cannot be heard (${error.message})`));
  socket.on("close", () => end("has ended"));
  socket.on("data", (chunk: string) => {
    rest += chunk;
    if (chunk.includes("\n")) {
      const lines = rest.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (!over) take(line);
    }
    if (rest.length > LONGEST) end("sends a line without an end");
  });
  return () => end();
}
