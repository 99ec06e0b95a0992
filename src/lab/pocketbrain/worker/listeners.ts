import { createServer as createPlain, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecure, type Server as SecureServer } from "node:https";
import type { KeyAndCertificate } from "../../net/certificate.ts";
import { listenOn } from "../../net/listen.ts";
import type { WorkerAnswer, WorkerRequest } from "./answer.ts";

/** Stands for a visitor's address, as Cloudflare tells it. */
const VISITOR = "203.0.113.7";

/** Whence a request comes: from the public side, by Cloudflare; or from the machine itself, as under `wrangler dev`. */
export type Side = { readonly zone: string } | "local";

export type Answerer = (request: WorkerRequest) => Promise<WorkerAnswer>;

export async function listenPlain(port: number, side: () => Side, answer: Answerer): Promise<Server> {
  const server = createPlain((request, response) => void handle({ request, response, side: side() }, answer));
  await listenOn(server, port);
  return server;
}

/** The public side by TLS; `setSecureContext` gives it another certificate. */
export async function listenSecure(
  port: number,
  { key, cert }: KeyAndCertificate,
  side: () => Side,
  answer: Answerer,
): Promise<SecureServer> {
  const server = createSecure(
    { key, cert },
    (request, response) => void handle({ request, response, side: side() }, answer),
  );
  server.on("tlsClientError", () => undefined);
  await listenOn(server, port);
  return server;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly side: Side;
}

async function handle({ request, response, side }: Exchange, answer: Answerer): Promise<void> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = "GET", url: path = "/", headers } = request;
    const where =
      side === "local" ? { host: "127.0.0.1", clientIp: "127.0.0.1" } : { host: side.zone, clientIp: VISITOR };
    send(response, await answer({ method, path, headers, body: Buffer.concat(chunks), ...where }));
  } catch {
    response.destroy();
  }
}

function send(response: ServerResponse, { status, headers, body }: WorkerAnswer): void {
  response.writeHead(status, headers as Record<string, string | string[]>);
  if (typeof body === "string") {
    response.end(body);
    return;
  }
  response.on("close", () => body.destroy());
  body.on("error", () => response.destroy());
  body.pipe(response);
}
