import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Redis } from "ioredis";
import pg from "pg";
import { openParentChannel } from "../../process/parent-channel.ts";
import {
  type AppAnswer,
  type AppConfig,
  type AppContext,
  type AppRequest,
  type LoggedLine,
  openQstash,
} from "./app-context.ts";
import { openAppLog, takeConsole } from "./app-log.ts";
import { answer } from "./routes.ts";

/** The simulated opsmantik app: one deployment of it, behind the simulated edge. */
export async function runOpsmantikApp(): Promise<void> {
  const channel = await openParentChannel(async () => undefined);
  const context = createContext(channel.config as AppConfig, (note) => channel.note({ ...note }));
  const server = createServer((request, response) => void handle(context, request, response));
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  channel.ready({ port: (server.address() as AddressInfo).port });
}

function createContext(config: AppConfig, note: AppContext["note"]): AppContext {
  const { DATABASE_URL, SUPABASE_SERVICE_ROLE_KEY, PING_DATABASE_URL, SUPABASE_ANON_KEY } = config.env;
  const pool = openPool(DATABASE_URL, SUPABASE_SERVICE_ROLE_KEY);
  const anon = openPool(PING_DATABASE_URL, SUPABASE_ANON_KEY);
  const lines = new AsyncLocalStorage<LoggedLine[]>();
  const log = openAppLog(config.logFile, (level, message) => void lines.getStore()?.push({ level, message }));
  takeConsole(log);
  return { config, pool, anon, redis: openRedis(config.env.REDIS_URL), ...openQstash(config.env), log, lines, note };
}

/** The real app reaches the database through Supabase, where a key decides as whom. */
function openPool(address: string | undefined, key: string | undefined): pg.Pool {
  const url = new URL(address ?? "postgres://127.0.0.1:1/none");
  url.password = key ?? "";
  const pool = new pg.Pool({
    connectionString: url.href,
    application_name: "opsmantik",
    max: 5,
    connectionTimeoutMillis: 2_000,
    query_timeout: 3_000,
  });
  pool.on("error", () => undefined);
  return pool;
}

function openRedis(url: string | undefined): Redis | undefined {
  if (!url) return undefined;
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: (times) => Math.min(50 * times, 500) });
  redis.on("error", () => undefined);
  return redis;
}

async function handle(context: AppContext, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = randomUUID();
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const url = new URL(incoming.url ?? "/", "http://app");
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
  const request: AppRequest = {
    method: incoming.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: Buffer.concat(chunks),
    requestId,
  };
  const lines: LoggedLine[] = [];
  const result = await context.lines
    .run(lines, () => answer(context, request))
    .catch(() => ({ status: 500, body: "Internal Server Error" }));
  send(context, response, request, result);
  context.note({ method: request.method, path: request.path, status: result.status, lines });
}

/** The middleware's headers are on every answer; Next adds a `vary` of its own beside the route's. */
function send(context: AppContext, response: ServerResponse, request: AppRequest, answer: AppAnswer): void {
  response.statusCode = answer.status;
  response.setHeader("x-request-id", request.requestId);
  if (context.config.era === "H") {
    response.setHeader("om-trace-uuid", request.requestId);
    response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("referrer-policy", "strict-origin-when-cross-origin");
  }
  const { vary, ...headers } = answer.headers ?? {};
  const next = "rsc, next-router-state-tree, next-router-prefetch, next-router-segment-prefetch";
  response.setHeader("vary", vary === undefined ? [next] : [next, vary]);
  const isText = typeof answer.body === "string";
  if (answer.body !== undefined) response.setHeader("content-type", isText ? "text/plain" : "application/json");
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  const text = isText ? String(answer.body) : JSON.stringify(answer.body);
  response.end(request.method === "HEAD" ? undefined : text);
}
