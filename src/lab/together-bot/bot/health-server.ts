import Fastify, { type FastifyInstance } from "fastify";
import type { BotContext } from "./bot-context.ts";

export interface HealthServer {
  readonly server: FastifyInstance;
  /** Answers that mean nothing, as from a broken build or a wrong process behind the address. */
  garbage(on: boolean): void;
}

/** GET /healthz: 200 even when not ok, and 500 by the framework when the database cannot be connected to at all. */
export async function serveHealth(context: BotContext): Promise<HealthServer> {
  const { config, pool, gateway } = context;
  const server = Fastify({ logger: false });
  let garbage = false;
  server.get("/healthz", async (_request, reply) => {
    if (garbage) return reply.type("application/json").send('{"ok":tru\u0000\u001b[31m<html>502</html>');
    const db = await askDatabase(pool);
    const discord = gateway.ready ? "ready" : "not_ready";
    const ok = db === "ok" && gateway.ready;
    return { ok, version: config.version, uptime: process.uptime(), db, discord, boss: "ok" };
  });
  await server.listen({ port: config.port, host: "127.0.0.1" });
  return {
    server,
    garbage: (on) => {
      garbage = on;
    },
  };
}

/** Only an error of the query itself reads "fail"; one of the connection goes through to the framework. */
async function askDatabase(pool: BotContext["pool"]): Promise<"ok" | "fail"> {
  const client = await pool.connect();
  try {
    await client.query("select 1");
    return "ok";
  } catch {
    return "fail";
  } finally {
    client.release();
  }
}
