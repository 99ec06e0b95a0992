import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { succeed } from "./answers.ts";
import { type ApiContext, field, Refusal, runIdOf, textField } from "./api-context.ts";
import { authorizeCallback } from "./callback-auth.ts";

/** What the worker sends: the end of a run, and its heartbeats. */
export function callbackRoutes(server: FastifyInstance, context: ApiContext): void {
  server.post("/api/job-sources/complete", async (request, reply) =>
    reply.status(201).send(succeed(await complete(context, request))),
  );
  server.post("/api/job-sources/runs/:id/heartbeat", async (request, reply) => {
    const sourceRunId = runIdOf(request);
    const runId = textField(request, "runId");
    authorizeCallback(context, request, { sourceRunId, runId, status: "HEARTBEAT", eventId: "heartbeat" });
    return reply.status(201).send(succeed(await heartbeat(context, sourceRunId, request)));
  });
}

async function heartbeat({ pool }: ApiContext, id: string, request: FastifyRequest) {
  const { rows } = await pool.query<{ status: string; last_heartbeat_at: Date }>(
    `update job_source_runs set status = 'RUNNING', last_heartbeat_at = now(), progress = $2
     where id = $1 and status in ('PENDING', 'RUNNING') returning status, last_heartbeat_at`,
    [id, JSON.stringify(request.body)],
  );
  const row = rows[0];
  if (row) return { ok: true, status: row.status, heartbeatAt: row.last_heartbeat_at, deduped: false };
  return { ok: true, status: await statusOf(pool, id), ignored: true };
}

async function statusOf(pool: ApiContext["pool"], id: string): Promise<string> {
  const { rows } = await pool.query<{ status: string }>("select status from job_source_runs where id = $1", [id]);
  if (!rows[0]) throw new Refusal(404, "Job source run not found");
  return rows[0].status;
}

/**
 * The event is registered before its content is looked at: one that fails with 400 is a duplicate the next time, which is
 * a 2xx, so that a replay then counts it as sent while the run stays as it is (nest-test 66).
 */
async function complete(context: ApiContext, request: FastifyRequest) {
  const sourceRunId = textField(request, "sourceRunId");
  const status = textField(request, "status") || "COMPLETED";
  const eventId = textField(request, "eventId");
  authorizeCallback(context, request, { sourceRunId, status, runId: textField(request, "runId"), eventId });
  if (sourceRunId === "") throw new Refusal(400, "sourceRunId must be a UUID");
  const before = await statusOf(context.pool, sourceRunId);
  if (!(await register(context, request, { sourceRunId, status, eventId }))) {
    return { ok: true, status: before, inserted: 0, idempotent: true, reasonCode: "DUPLICATE_EVENT_ID" };
  }
  validate(request, status);
  if (before === "COMPLETED" || before === "FAILED") {
    const reasonCode = before === status ? "RUN_ALREADY_FINALIZED" : "RUN_FINALIZED_WITH_CONFLICTING_STATUS";
    return { ok: true, status: before, inserted: 0, idempotent: true, reasonCode };
  }
  return finalize(context, request, { sourceRunId, status });
}

interface Callback {
  readonly sourceRunId: string;
  readonly status: string;
  readonly eventId: string;
}

async function register({ pool }: ApiContext, request: FastifyRequest, callback: Callback): Promise<boolean> {
  const { sourceRunId, status, eventId } = callback;
  const failure = { failureType: field(request, "failureType"), failureCode: field(request, "failureCode") };
  const payload = { status, runId: field(request, "runId"), error: field(request, "error"), ...failure };
  const { rowCount } = await pool.query(
    `insert into job_source_callback_events (source_run_id, event_id, request_id, status, attempt_no, payload_hash,
       emitted_at, payload) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [
      sourceRunId,
      eventId === "" ? null : eventId,
      request.id,
      status,
      field(request, "attemptNo") ?? 1,
      createHash("sha256").update(JSON.stringify(request.body)).digest("hex"),
      field(request, "emittedAt") ?? null,
      JSON.stringify(payload),
    ],
  );
  return rowCount === 1;
}

function validate(request: FastifyRequest, status: string): void {
  const jobs = field(request, "jobs");
  if (!Array.isArray(jobs)) throw new Refusal(400, "jobs must be an array");
  if (status === "FAILED" && textField(request, "error") === "") throw new Refusal(400, "error is required for FAILED");
  if (status === "COMPLETED" && field(request, "scrapedCount") !== jobs.length) {
    throw new Refusal(400, "scrapedCount must equal the number of jobs");
  }
}

async function finalize({ pool }: ApiContext, request: FastifyRequest, run: Omit<Callback, "eventId">) {
  const jobs = field(request, "jobs") as readonly { readonly title?: unknown }[];
  const error = textField(request, "error");
  await pool.query(
    `update job_source_runs set status = $2, error = $3, failure_type = $4, total_found = $5, scraped_count = $5,
       finalized_at = now(), completed_at = now() where id = $1`,
    [run.sourceRunId, run.status, error || null, textField(request, "failureType") || null, jobs.length],
  );
  await pool.query(
    `insert into user_job_offers (user_id, source_run_id, title)
     select r.user_id, r.id, title from job_source_runs r, unnest($2::text[]) as title where r.id = $1`,
    [run.sourceRunId, jobs.map(({ title }) => String(title))],
  );
  return { ok: true, status: run.status, inserted: jobs.length, totalOffers: jobs.length, idempotent: false };
}
