import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import Fastify, { type FastifyInstance } from "fastify";
import pg from "pg";
import { openParentChannel } from "../../process/parent-channel.ts";
import { answerError } from "./answers.ts";
import { type ApiConfig, type ApiContext, Refusal, variable } from "./api-context.ts";
import { authRoutes } from "./auth.ts";
import { callbackRoutes } from "./callbacks.ts";
import { healthRoutes } from "./health.ts";
import { opsRoutes } from "./ops-routes.ts";
import { runReadRoutes } from "./run-reads.ts";
import { runRoutes } from "./runs.ts";
import { createThrottle } from "./throttle.ts";

/** The simulated API. Whoever comes through the front door is known by `x-forwarded-for`. */
export async function runJobSeekApi(): Promise<void> {
  const channel = await openParentChannel(async () => undefined);
  const config = channel.config as ApiConfig;
  const context: ApiContext = { config, pool: openPool(config) };
  const pause = { ms: 0 };
  const server = createServer(context, pause);
  for (const routes of [healthRoutes, authRoutes, callbackRoutes, runRoutes, runReadRoutes, opsRoutes]) {
    routes(server, context);
  }
  channel.onCall(async (command, value) => {
    if (command !== "slow") throw new Error(`no such call: ${command}`);
    pause.ms = Number(value);
    return null;
  });
  await server.listen({ port: config.port, host: "127.0.0.1" });
  channel.ready({});
}

/** Nobody listens for errors of idle connections: as in the real API, one that is reset ends the process. */
function openPool({ env }: ApiConfig): pg.Pool {
  return new pg.Pool({ connectionString: env.DATABASE_URL, application_name: "job-seek-api", max: 5 });
}

function createServer(context: ApiContext, pause: { readonly ms: number }): FastifyInstance {
  const server = Fastify({
    logger: false,
    trustProxy: true,
    requestIdHeader: "x-request-id",
    genReqId: () => randomUUID(),
    forceCloseConnections: true,
  });
  const withinLimit = createThrottle(context.config.pace);
  server.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
    if (!request.url.startsWith(`/${variable(context, "API_PREFIX")}/`)) return;
    if (pause.ms > 0) await sleep(pause.ms);
    if (!withinLimit(request, reply)) throw new Refusal(429, "ThrottlerException: Too Many Requests");
  });
  // An empty body is none, whatever its type: some clients name the type of every request.
  server.addContentTypeParser("application/json", { parseAs: "string" }, async (_request: unknown, body: string) =>
    body === "" ? undefined : parsed(body),
  );
  server.setErrorHandler((error, request, reply) => {
    answerError(context, error instanceof Error ? error : new Error(String(error)), request, reply);
  });
  server.setNotFoundHandler((request, reply) => {
    answerError(context, new Refusal(404, `Cannot ${request.method} ${request.url}`), request, reply);
  });
  return server;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new Refusal(400, error instanceof Error ? error.message : String(error));
  }
}
