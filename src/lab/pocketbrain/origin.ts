import {
  createServer as createPlain,
  type IncomingMessage,
  request as openRequest,
  type ServerResponse,
} from "node:http";
import { createServer as createSecure } from "node:https";
import { type KeyAndCertificate, selfSigned } from "../net/certificate.ts";
import { listenOn } from "../net/listen.ts";
import { freePort } from "../net/ports.ts";

export const ORIGIN_NAME = "origin.pocketbrain.test";

/** Stands for nginx on the VPS: 443 for the Worker, and 8080, which only the host itself may ask. */
export interface Origin {
  readonly tlsPort: number;
  readonly hostPort: number;
  /** What the Worker trusts. */
  readonly certificate: KeyAndCertificate;
  close(): Promise<void>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export async function openOrigin(apiPort: number): Promise<Origin> {
  const [tlsPort, hostPort] = await Promise.all([freePort(), freePort()]);
  const certificate = selfSigned({ name: ORIGIN_NAME, daysLeft: 60 });
  const servers = [
    createSecure(certificate, onTls(apiPort)).on("tlsClientError", () => undefined),
    createPlain(onHostPort(apiPort)),
  ] as const;
  await Promise.all([listenOn(servers[0], tlsPort), listenOn(servers[1], hostPort)]);
  return {
    tlsPort,
    hostPort,
    certificate,
    close: async () => {
      for (const server of servers) server.closeAllConnections();
      await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
    },
  };
}

/** /api/v2 goes to the server, /api/v1 is not here, and everything else, /health and /ready included, is the app's page. */
function onTls(apiPort: number): Handler {
  return (request, response) => {
    const { url = "/" } = request;
    if (url.startsWith("/api/v2/")) forward(apiPort, request, response);
    else if (url.startsWith("/api/")) page(response, 404, "404 Not Found");
    else page(response, 200, "Pocket Brain");
  };
}

function onHostPort(apiPort: number): Handler {
  return (request, response) => {
    if (request.url === "/health" || request.url === "/ready") forward(apiPort, request, response);
    else response.writeHead(301, { location: `https://${ORIGIN_NAME}/` }).end();
  };
}

/** What the server does not take is 502, which the Worker counts as upstream_5xx. */
function forward(port: number, request: IncomingMessage, response: ServerResponse): void {
  const { url: path, method, headers } = request;
  const upstream = openRequest({ host: "127.0.0.1", port, path, method, headers, agent: false }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.on("error", () => response.destroy());
    answer.pipe(response);
  });
  upstream.on("error", () => {
    if (response.headersSent) response.destroy();
    else page(response, 502, "502 Bad Gateway");
  });
  response.on("close", () => upstream.destroy());
  request.pipe(upstream);
}

function page(response: ServerResponse, status: number, title: string): void {
  response.writeHead(status, { server: "nginx", "content-type": "text/html" });
  response.end(`<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`);
}
