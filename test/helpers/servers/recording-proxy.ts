import { createServer, request as openRequest } from "node:http";
import type { Socket } from "node:net";
import { type Listening, listen } from "./listen.ts";

export interface RecordingProxy extends Listening {
  readonly url: string;
  /** Method and path of every request, in order. */
  readonly seen: string[];
  /** When each of them came, in ms of the monotonic clock. */
  readonly seenAt: number[];
  /** What somebody else does when a request has come, before it is handed on. */
  meanwhile: (line: string) => Promise<void> | undefined;
}

/**
 * Stands between a client and a server of loopback, hands everything on as it is, and writes down what was asked. Hangs up
 * on whoever asked what `loses` names, once the server has done it and answered.
 */
export async function startRecordingProxy(
  target: string,
  loses: (line: string) => boolean = () => false,
): Promise<RecordingProxy> {
  const sockets = new Set<Socket>();
  const seen: string[] = [];
  const seenAt: number[] = [];
  const others: Pick<RecordingProxy, "meanwhile"> = { meanwhile: () => undefined };
  const server = createServer(async (asked, answer) => {
    seenAt.push(performance.now());
    const line = `${asked.method} ${asked.url?.split("?")[0]}`;
    seen.push(line);
    await others.meanwhile(line);
    const { method = "GET", url = "/", rawHeaders } = asked;
    const onward = openRequest(new URL(url, target), { method, headers: rawHeaders }, (got) => {
      if (loses(line)) return void got.resume().on("end", () => answer.destroy());
      answer.writeHead(got.statusCode ?? 502, got.rawHeaders);
      got.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    answer.on("close", () => onward.destroy());
    asked.pipe(onward);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const listening = await listen(server, sockets);
  return Object.assign(others, { ...listening, url: `http://127.0.0.1:${listening.port}`, seen, seenAt });
}
