import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { succeed } from "./answers.ts";
import { type ApiContext, lapse, Refusal, runIdOf, textField, variable } from "./api-context.ts";
import { authenticate, type User } from "./auth.ts";
import { dispatch } from "./dispatch.ts";
import { endStaleRuns } from "./stale-runs.ts";

export function runRoutes(server: FastifyInstance, context: ApiContext): void {
  server.post("/api/job-sources/scrape", async (request, reply) => {
    const user = await authenticate(context, request);
    const listingUrl = textField(request, "listingUrl");
    if (!URL.canParse(listingUrl)) throw new Refusal(400, "listingUrl must be a URL address");
    return reply.status(201).send(succeed(await enqueue(context, request, { user, listingUrl })));
  });
  server.post("/api/job-sources/runs/:id/retry", async (request, reply) => {
    const user = await authenticate(context, request);
    return reply.status(201).send(succeed(await retry(context, request, user)));
  });
}

interface Wanted {
  readonly user: User;
  readonly listingUrl: string;
}

async function enqueue(context: ApiContext, request: FastifyRequest, wanted: Wanted) {
  await endStaleRuns(context, wanted.user.id);
  await refuseTooMany(context, wanted);
  const run = await insertRun(context, wanted);
  const fingerprint = createHash("sha256").update(`${wanted.user.id} ${wanted.listingUrl}`).digest("hex");
  const dispatched = await dispatch(context, {
    id: run.id,
    userId: wanted.user.id,
    listingUrl: wanted.listingUrl,
    requestId: request.id,
  });
  return {
    ok: true,
    status: "accepted",
    queueProvider: "local",
    requestId: request.id,
    runId: null,
    sourceRunId: run.id,
    traceId: run.trace_id,
    dedupeKey: fingerprint,
    acceptedAt: new Date().toISOString(),
    intentFingerprint: fingerprint,
    acceptedFilters: {},
    droppedFilters: {},
    ...dispatched,
  };
}

/** Three limits that look alike from outside: only `rawMessage` tells them apart. */
async function refuseTooMany(context: ApiContext, { user, listingUrl }: Wanted): Promise<void> {
  const { rows } = await context.pool.query<{ active: number; same: number; day: number }>(
    `select count(*) filter (where status in ('PENDING', 'RUNNING'))::int as active,
       count(*) filter (where listing_url = $2 and created_at > now() - make_interval(secs => $3))::int as same,
       count(*) filter (where created_at > now() - make_interval(secs => $4))::int as day
     from job_source_runs where user_id = $1`,
    [
      user.id,
      listingUrl,
      lapse(context, "SCRAPE_ENQUEUE_IDEMPOTENCY_TTL_SEC") / 1000,
      (24 * 3600) / context.config.pace,
    ],
  );
  const { active = 0, same = 0, day = 0 } = rows[0] ?? {};
  if (same > 0) throw new Refusal(429, "Duplicate enqueue intent");
  if (active >= Number(variable(context, "SCRAPE_MAX_ACTIVE_RUNS_PER_USER"))) {
    throw new Refusal(429, "Too many active scrape runs");
  }
  if (day >= Number(variable(context, "SCRAPE_DAILY_ENQUEUE_LIMIT_PER_USER"))) {
    throw new Refusal(429, "Daily scrape limit reached");
  }
}

async function insertRun(
  { pool }: ApiContext,
  { user, listingUrl }: Wanted,
): Promise<{ id: string; trace_id: string }> {
  const { rows } = await pool.query<{ id: string; trace_id: string }>(
    `insert into job_source_runs (user_id, listing_url, status) values ($1, $2, 'PENDING') returning id, trace_id`,
    [user.id, listingUrl],
  );
  const run = rows[0];
  if (!run) throw new Error("no run was inserted");
  await pool.query(
    "insert into job_source_run_events (source_run_id, event_type, severity) values ($1, 'run_enqueued', 'info')",
    [run.id],
  );
  return run;
}

/** A new run; it is linked to the failed one only once the worker has taken it. */
async function retry(context: ApiContext, request: FastifyRequest, user: User) {
  const id = runIdOf(request);
  await endStaleRuns(context, user.id);
  const { rows } = await context.pool.query<{ status: string; listing_url: string; retry_count: number }>(
    "select status, listing_url, retry_count from job_source_runs where id = $1 and user_id = $2",
    [id, user.id],
  );
  const failed = rows[0];
  if (!failed) throw new Refusal(404, "Job source run not found");
  if (failed.status !== "FAILED") throw new Refusal(400, "Only failed runs can be retried");
  const depth = Number(variable(context, "SCRAPE_MAX_RETRY_CHAIN_DEPTH"));
  if (failed.retry_count >= depth) throw new Refusal(400, `Retry chain depth exceeded (${depth})`);
  const accepted = await enqueue(context, request, { user, listingUrl: failed.listing_url });
  const retryCount = failed.retry_count + 1;
  await context.pool.query("update job_source_runs set retry_of_run_id = $2, retry_count = $3 where id = $1", [
    accepted.sourceRunId,
    id,
    retryCount,
  ]);
  return { ...accepted, retriedFromRunId: id, retryCount };
}
