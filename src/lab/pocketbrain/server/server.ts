import Fastify, { type FastifyInstance } from "fastify";
import pg from "pg";
import { isRecord } from "../../process/json-lines.ts";
import { openParentChannel } from "../../process/parent-channel.ts";
import { addEventRoutes } from "./event-routes.ts";
import { addErrorHandler, addRateLimit } from "./guards.ts";
import { addHealthRoutes } from "./health-routes.ts";
import { Realtime } from "./realtime.ts";
import { openRedis, RedisReadiness } from "./redis-readiness.ts";
import type { ServerConfig, ServerContext } from "./server-context.ts";
import { messageOf, openServerLog, type ServerLog } from "./server-log.ts";
import { StreamTickets } from "./stream-tickets.ts";
import { addSyncRoutes } from "./sync-routes.ts";

/** The simulated sync server: it does not start without its database, and ends when the database ends an idle connection. */
export async function runPocketbrainServer(): Promise<void> {
  const channel = await openParentChannel(async () => undefined);
  const config = channel.config as ServerConfig;
  const log = openServerLog(config.logFile);
  process.on("uncaughtExceptionMonitor", (error) => log.error(messageOf(error), { component: "process", fatal: true }));
  const context = createContext(config, log);
  await context.pool.query("select version from schema_migrations limit 1");
  const { server, rate } = createServer(context);
  await server.listen({ port: config.port, host: "127.0.0.1" });
  log.info(`Server listening at http://127.0.0.1:${config.port}`);
  channel.onCall(async (command, value) => {
    if (command !== "rate-limit") throw new Error(`no such call: ${command}`);
    rate.limit = isRecord(value) ? Number(value.limit) : rate.limit;
  });
  channel.ready({ port: config.port });
}

/** The pool has no listener for errors, as in the real program. */
function createContext(config: ServerConfig, log: ServerLog): ServerContext {
  const redis = openRedis(config.redisUrl, "client", log);
  const subscriber = openRedis(config.redisUrl, "subscriber", log);
  return {
    config,
    pool: new pg.Pool({ connectionString: config.databaseUrl, application_name: "pocketbrain", max: 8 }),
    redis: new RedisReadiness(redis, log),
    realtime: new Realtime(redis, subscriber, log),
    tickets: new StreamTickets(redis, config.ticketSecret, log),
    sync: {
      pullRequests: 0,
      pullResetsRequired: 0,
      pushOpsTotal: 0,
      pushOpsIdempotentReplays: 0,
      pushOpsWriteFailures: 0,
      noteChangesPrunedTotal: 0,
    },
    log,
  };
}

function createServer(context: ServerContext) {
  const server: FastifyInstance = Fastify({ logger: false, forceCloseConnections: true });
  server.addHook("onRequest", async (_request, reply) => {
    reply.header("vary", "Origin");
    reply.header("access-control-allow-credentials", "true");
  });
  server.addHook("onResponse", async ({ id: reqId, method, url }, { statusCode, elapsedTime }) => {
    context.log.info("request completed", {
      reqId,
      req: { method, url },
      res: { statusCode },
      responseTime: elapsedTime,
    });
  });
  const rate = addRateLimit(server, context);
  addErrorHandler(server, context);
  addHealthRoutes(server, context);
  addEventRoutes(server, context);
  addSyncRoutes(server, context);
  return { server, rate };
}
