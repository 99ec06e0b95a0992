import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { jsonOf } from "../../core/json-of.ts";
import { freePort } from "../net/ports.ts";

export interface RestRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The body as JSON; undefined when it is empty or no JSON. */
  readonly body: unknown;
  /** Of `Authorization: Bearer`. */
  readonly token: string | undefined;
}

export interface RestAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** An answer that goes on: it gets the response and answers by itself. */
export type RestStream = (response: ServerResponse) => void;

export interface RestServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** A service's REST API on loopback: every answer is JSON. */
export async function startRestServer(
  answer: (request: RestRequest) => RestAnswer | RestStream | Promise<RestAnswer | RestStream>,
): Promise<RestServer> {
  const port = await freePort();
  const server = createServer((incoming, response) => {
    void read(incoming)
      .then(answer)
      .catch((error: unknown) => ({ status: 500, body: { error: { code: "internal_error", message: String(error) } } }))
      .then((said) => (typeof said === "function" ? said(response) : send(response, said)));
  });
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
}

async function read(incoming: IncomingMessage): Promise<RestRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const url = new URL(incoming.url ?? "/", "http://service");
  return {
    method: incoming.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    body: jsonOf(Buffer.concat(chunks).toString("utf8")),
    token: /^Bearer (.+)$/.exec(incoming.headers.authorization ?? "")?.[1],
  };
}

function send(response: ServerResponse, { status, body }: RestAnswer): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(body));
}
