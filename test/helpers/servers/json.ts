import { createServer } from "node:http";
import type { Socket } from "node:net";
import { type Listening, listen } from "./listen.ts";

export interface JsonServer extends Listening {
  readonly url: string;
  /** What GET of a path answers. */
  readonly answers: Record<string, unknown>;
  /** Answers so instead, whatever is asked. */
  mood: { readonly status: number; readonly body: unknown } | undefined;
  readonly requests: { readonly method: string; readonly url: string }[];
}

/** A REST API over real HTTP that wants a token: JSON by path, else 404. */
export async function startJsonServer(token?: string, scheme = "Bearer"): Promise<JsonServer> {
  const sockets = new Set<Socket>();
  const state: Pick<JsonServer, "answers" | "mood" | "requests"> = { answers: {}, mood: undefined, requests: [] };
  const answer = (path: string, authorization: string | undefined) => {
    if (token !== undefined && authorization !== `${scheme} ${token}`)
      return { status: 401, body: { error: "no token" } };
    if (state.mood) return state.mood;
    const body = state.answers[path];
    return body === undefined ? { status: 404, body: { error: "not found" } } : { status: 200, body };
  };
  const server = createServer((request, response) => {
    const url = request.url ?? "/";
    state.requests.push({ method: request.method ?? "", url });
    const { status, body } = answer(new URL(url, "http://h").pathname, request.headers.authorization);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const listening = await listen(server, sockets);
  return Object.assign(state, listening, { url: `http://127.0.0.1:${listening.port}` });
}
