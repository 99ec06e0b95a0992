import { createServer, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { type Listening, listen } from "./listen.ts";

export interface QstashDouble extends Listening {
  readonly url: string;
  /** What GET of a path such as /v2/dlq answers; set by the test. A function gets the query. */
  readonly answers: Record<string, unknown>;
  /** Answers with this status and text instead, or not at all for `hang`. */
  mood: { status: number; text: string } | "hang" | undefined;
  readonly requests: { line: string; authorization: string | undefined }[];
}

/** QStash's reading API over real HTTP: lists by path, a bearer token, moods. */
export async function startQstashDouble(token: string): Promise<QstashDouble> {
  const sockets = new Set<Socket>();
  const answers: Record<string, unknown> = {};
  const requests: QstashDouble["requests"] = [];
  let mood: QstashDouble["mood"];
  const reply = (request: IncomingMessage): [number, string] => {
    if (typeof mood === "object") return [mood.status, mood.text];
    if (request.headers.authorization !== `Bearer ${token}`) return [401, '{"error":"invalid token"}'];
    const answer = answers[new URL(request.url ?? "", "http://h").pathname];
    return answer === undefined ? [404, '{"error":"not found"}'] : [200, JSON.stringify(answer)];
  };
  const server = createServer((request, response) => {
    requests.push({ line: `${request.method} ${request.url}`, authorization: request.headers.authorization });
    if (mood === "hang") return;
    const [status, text] = reply(request);
    response.writeHead(status, { "content-type": "application/json" }).end(text);
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const listening = await listen(server, sockets);
  return {
    ...listening,
    url: `http://127.0.0.1:${listening.port}`,
    answers,
    requests,
    get mood() {
      return mood;
    },
    set mood(next) {
      mood = next;
    },
  };
}
