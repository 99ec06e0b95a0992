import type { AppAnswer, AppContext, AppRequest } from "./app-context.ts";
import { type IngestJob, ingest } from "./ingest.ts";
import { parseJson, toPayload } from "./payload.ts";

/** SQLSTATE classes that another try can cure: connection, rollback, resources, intervention, system. */
const RETRYABLE = /^(08|40|53|55|57|58)/;

/** POST /api/sync/worker (until B) and /api/workers/ingest/* (H): what QStash delivers to. Unsigned: 403, a safe probe. */
export async function postWorker(context: AppContext, request: AppRequest): Promise<AppAnswer> {
  const { receiver } = context;
  if (!receiver)
    return { status: 503, body: { error: "QStash signing keys misconfigured", code: "QSTASH_KEYS_MISSING" } };
  const signature = request.headers["upstash-signature"];
  if (signature === undefined) {
    return forbid(context, request, "QSTASH_SIGNATURE_MISSING", "Upstash-Signature header is missing");
  }
  const body = request.body.toString("utf8");
  try {
    await receiver.verify({ signature, body });
  } catch {
    return forbid(context, request, "QSTASH_SIGNATURE_INVALID", "Upstash-Signature is invalid");
  }
  const job = toJob(parseJson(request.body));
  return job ? work(context, request, job) : { status: 200, body: { ok: true } };
}

function forbid(context: AppContext, request: AppRequest, code: string, message: string): AppAnswer {
  context.log.warn("qstash signature rejected", { code, requestId: request.requestId });
  return { status: 403, body: { error: "forbidden", code, message } };
}

function toJob(value: unknown): IngestJob | undefined {
  const payload = toPayload(value);
  if (!payload) return undefined;
  return { ...payload, ingest_id: String((value as Record<string, unknown>).ingest_id) };
}

async function work(context: AppContext, request: AppRequest, job: IngestJob): Promise<AppAnswer> {
  try {
    const outcome = await ingest(context, job);
    if (outcome === "ingested") return { status: 200, body: { success: true, score: 10 } };
    return { status: 200, body: outcome === "duplicate" ? { ok: true, dedup: true } : { ok: true } };
  } catch (error) {
    return fail(context, request, job, error);
  }
}

/** An error that no other try can cure puts the job in sync_dlq and is answered with 200, so that QStash lets go. */
async function fail(context: AppContext, request: AppRequest, job: IngestJob, error: unknown): Promise<AppAnswer> {
  const message = error instanceof Error ? error.message : String(error);
  const messageId = request.headers["upstash-message-id"] ?? null;
  if (!isRetryable(error)) {
    try {
      await context.pool.query(
        `insert into sync_dlq (site_id, qstash_message_id, dedup_event_id, stage, error, payload)
         values ((select id from sites where public_id = $1), $2, $3, 'sync_worker', $4, $5)`,
        [job.s, messageId, job.ingest_id, message, JSON.stringify(job)],
      );
      context.log.error("QSTASH_WORKER_DLQ", { error: message, qstash_message_id: messageId });
      return { status: 200, body: { ok: true, dlq: true } };
    } catch {
      // the letter could not be kept: QStash has to come again
    }
  }
  context.log.error("QSTASH_WORKER_ERROR", { error: message, qstash_message_id: messageId });
  return { status: 500, body: { error: "Worker failed" } };
}

function isRetryable(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code !== "string" || !/^[0-9A-Z]{5}$/.test(code) || RETRYABLE.test(code);
}
