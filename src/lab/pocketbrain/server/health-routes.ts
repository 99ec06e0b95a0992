import type { FastifyInstance } from "fastify";
import { metricsText } from "./prometheus.ts";
import type { ServerContext } from "./server-context.ts";

/** /health, /ready and /metrics: without authentication, but counted by the rate limit as everything else. */
export function addHealthRoutes(server: FastifyInstance, context: ServerContext): void {
  server.get("/health", async () => ({ ok: true, service: "pocketbrain-server", ts: Date.now() }));
  server.get("/ready", async (_request, reply) => {
    const body = await readiness(context);
    return reply.code(body.ok ? 200 : 503).send(body);
  });
  server.get("/metrics", async (_request, reply) =>
    reply.type("text/plain; version=0.0.4; charset=utf-8").send(metricsText(context)),
  );
}

/** `readyMode` speaks of Redis only; the database wins in `readyCause`; nothing here has a time-out for the database. */
async function readiness(context: ServerContext): Promise<{ readonly ok: boolean } & Record<string, unknown>> {
  const [databaseOk, redisOk] = await Promise.all([askDatabase(context), context.redis.check()]);
  const cause = redisOk ? null : "redis";
  return {
    ok: databaseOk && redisOk,
    readyMode: redisOk ? "strict" : "degraded",
    readyCause: databaseOk ? cause : "database",
    service: "pocketbrain-server",
    ts: Date.now(),
    dependencies: {
      database: { ok: databaseOk },
      redis: context.redis.body(redisOk),
      realtime: context.realtime.body(),
      streamTicket: context.tickets.body(),
    },
    metrics: { sync: context.sync },
  };
}

function askDatabase({ pool }: ServerContext): Promise<boolean> {
  return pool.query("select 1").then(
    () => true,
    () => false,
  );
}
