import { createServer, type IncomingMessage, type Server } from "node:http";
import { type Gate, openGate } from "../../net/gate.ts";
import { freePort } from "../../net/ports.ts";
import { waitUntil } from "../../process/wait-until.ts";
import { deliver } from "./delivery.ts";
import { createMessageLog, type MessageLog } from "./message-log.ts";
import { answerRest, type RestContext } from "./rest-routes.ts";

export interface QstashDouble {
  readonly url: string;
  readonly log: MessageLog;
  /** Who can reach it at all. */
  readonly gate: Gate;
  /** Resolves when no message is under way. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export interface QstashOptions {
  readonly pace: number;
  /** Every token that is accepted: the app's and the cockpit's. */
  readonly tokens: readonly string[];
  readonly keys: { readonly current: string; readonly next: string };
}

/** QStash's REST API on loopback: it takes messages, delivers them signed, retries them and keeps the dead letters. */
export async function startQstash(options: QstashOptions): Promise<QstashDouble> {
  const log = createMessageLog();
  const ending = new AbortController();
  const plan = { log, signingKey: options.keys.current, pace: options.pace, signal: ending.signal };
  const context: RestContext = { log, keys: options.keys, publish: (message) => void deliver(plan, message) };
  const port = await freePort();
  const server = await listen(port, context, new Set(options.tokens));
  const gate = await openGate({ port });
  return {
    url: `http://127.0.0.1:${gate.port}`,
    log,
    gate,
    idle: () => waitUntil("QStash to be idle", async () => log.messages.size === 0, 10_000),
    stop: async () => {
      ending.abort();
      await gate.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(port: number, context: RestContext, tokens: ReadonlySet<string>): Promise<Server> {
  const server = createServer((request, response) => {
    void answer(context, tokens, request).then(({ status, body }) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body ?? {}));
    });
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

async function answer(context: RestContext, tokens: ReadonlySet<string>, request: IncomingMessage) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
  if (token === undefined || !tokens.has(token)) return { status: 401, body: { error: "invalid token" } };
  const [path = "", query = ""] = splitOnce(request.url ?? "/", "?");
  if (!path.startsWith("/v2/")) return { status: 404, body: { error: "not found" } };
  return answerRest(context, {
    method: request.method ?? "GET",
    path: path.slice("/v2/".length),
    query: new URLSearchParams(query),
    headers: request.headers,
    body: Buffer.concat(chunks).toString("utf8"),
  });
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
