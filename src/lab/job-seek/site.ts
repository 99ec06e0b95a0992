import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Seconds of real time that reading a listing takes. */
const LISTING_S = 25;

export function listingMs(pace: number): number {
  return (LISTING_S * 1000) / pace;
}

/** How the board of offers behaves that the worker reads. */
export interface SiteMode {
  /** Ms until a listing is there. */
  waitMs: number;
  /** Whether it refuses the worker. */
  blocked: boolean;
}

/** Two of others' servers in one: the board that is scraped (/praca), and the product's own web app (/, /health). */
export interface Site {
  readonly port: number;
  readonly mode: SiteMode;
  stop(): Promise<void>;
}

export async function startSite(pace: number): Promise<Site> {
  const mode: SiteMode = { waitMs: listingMs(pace), blocked: false };
  const ending = new AbortController();
  const server = createServer((request, response) => {
    if (request.url?.startsWith("/praca")) void list(mode, response, ending.signal);
    else if (request.url === "/health") json(response, 200, { status: "ok" });
    else if (request.url === "/")
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<!doctype html>");
    else json(response, 404, { error: "Not Found" });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, mode, stop: () => stop(server, ending) };
}

async function list(mode: SiteMode, response: ServerResponse, ending: AbortSignal): Promise<void> {
  if (mode.blocked) {
    json(response, 403, { error: "blocked" });
    return;
  }
  await sleep(mode.waitMs, undefined, { signal: ending }).catch(() => undefined);
  const jobs = ["Frontend developer", "Backend developer", "Tester"].map((title) => ({ title }));
  json(response, 200, { jobs });
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function stop(server: Server, ending: AbortController): Promise<void> {
  ending.abort();
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
