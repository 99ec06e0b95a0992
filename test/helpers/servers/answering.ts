import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { type Listening, listen } from "./listen.ts";

interface Answer {
  readonly status?: number;
  readonly type: string;
  readonly body: string;
}
export interface Answering extends Listening {
  readonly origin: string;
}
type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** An HTTP server on loopback that answers by path, with a text or as a handler does; 404 otherwise. */
export async function answering(routes: Readonly<Record<string, Answer | Handler>>): Promise<Answering> {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const route = routes[request.url?.split("?", 1)[0] ?? ""] ?? { status: 404, type: "text/plain", body: "no route" };
    if (typeof route === "function") route(request, response);
    else response.writeHead(route.status ?? 200, { "content-type": route.type }).end(route.body);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  const listening = await listen(server, sockets);
  return { ...listening, origin: `http://127.0.0.1:${listening.port}` };
}
