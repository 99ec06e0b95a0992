import type { FastifyInstance } from "fastify";
import { succeed } from "./answers.ts";
import { type ApiContext, Refusal, runIdOf } from "./api-context.ts";
import { authenticate } from "./auth.ts";
import { endStaleRuns } from "./stale-runs.ts";

const RUN = `id, source, user_id as "userId", listing_url as "listingUrl", status, error, failure_type as "failureType",
  finalized_at as "finalizedAt", last_heartbeat_at as "lastHeartbeatAt", retry_of_run_id as "retryOfRunId",
  retry_count as "retryCount", created_at as "createdAt"`;

/** What a user may read; a user sees only own runs. */
export function runReadRoutes(server: FastifyInstance, context: ApiContext): void {
  server.get("/api/job-sources/runs", async (request) => {
    const user = await authenticate(context, request);
    const { limit = "20" } = request.query as { limit?: string };
    const { rows } = await context.pool.query(
      `select ${RUN} from job_source_runs where user_id = $1 order by created_at desc limit least($2::int, 100)`,
      [user.id, Number(limit) || 20],
    );
    return succeed({ items: rows, total: rows.length });
  });
  server.get("/api/job-sources/runs/:id", async (request) => {
    const user = await authenticate(context, request);
    // Reading one run ends the user's stale ones, in the real system, too.
    await endStaleRuns(context, user.id);
    const { rows } = await context.pool.query(`select ${RUN} from job_source_runs where id = $1 and user_id = $2`, [
      runIdOf(request),
      user.id,
    ]);
    if (!rows[0]) throw new Refusal(404, "Job source run not found");
    return succeed(rows[0]);
  });
  server.get("/api/job-sources/sources/health", async (request) => {
    const user = await authenticate(context, request);
    const { rows } = await context.pool.query(
      `select source, count(*)::int as "totalRuns", count(*) filter (where status = 'COMPLETED')::int as "completedRuns",
         count(*) filter (where status = 'FAILED')::int as "failedRuns", max(created_at) as "latestRunAt"
       from job_source_runs where user_id = $1 group by source`,
      [user.id],
    );
    return succeed({ windowHours: 72, items: rows });
  });
  server.get("/api/job-sources/schedule", async (request) => {
    const user = await authenticate(context, request);
    const { rows } = await context.pool.query("select * from scrape_schedules where user_id = $1", [user.id]);
    return succeed(rows[0] ?? null);
  });
}
