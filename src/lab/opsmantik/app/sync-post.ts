import { randomUUID } from "node:crypto";
import { type AppAnswer, type AppContext, type AppRequest, variable } from "./app-context.ts";
import { apiVersion, buildHeaders } from "./build-headers.ts";
import { allowedOrigins, corsHeaders, originAllowed } from "./cors.ts";
import { type Payload, parseJson, toPayload } from "./payload.ts";
import { rateLimit } from "./rate-limit.ts";

/** POST /api/sync at eras A and B: origin, rate limit, JSON, shape, publish. Whether the site exists is not looked at. */
export async function postSync(context: AppContext, request: AppRequest): Promise<AppAnswer> {
  const { origin } = request.headers;
  if (origin === undefined || !originAllowed(context, origin)) return refuseOrigin(context, origin);
  if ((await rateLimit(context, request)) === "limited") {
    return { status: 429, headers: buildHeaders(context), body: { ok: false, score: null, error: "Rate limit" } };
  }
  const payload = toPayload(parseJson(request.body));
  if (!payload) return { status: 400, headers: buildHeaders(context), body: { ok: false } };
  const ingestId = randomUUID();
  const headers = { ...buildHeaders(context), ...corsHeaders(context, request) };
  try {
    await publish(context, "/api/sync/worker", { ...payload, ingest_id: ingestId });
  } catch (error) {
    await recordFailure(context, { payload, ingestId, error });
    const degraded = context.config.era === "A" ? {} : { "x-opsmantik-degraded": "qstash_publish_failed" };
    const body = { ok: true, score: 0, status: "degraded", ingest_id: ingestId };
    return { status: 200, headers: { ...headers, ...degraded }, body };
  }
  const body = { ok: true, score: 10, status: "queued", v: apiVersion(context), ingest_id: ingestId };
  return { status: 200, headers, body };
}

function refuseOrigin(context: AppContext, origin: string | undefined): AppAnswer {
  const reason =
    origin === undefined
      ? "missing_origin"
      : `origin_mismatch: received=${origin}, allowed_count=${allowedOrigins(context).length}`;
  context.log.warn("[CORS] Origin not allowed", { route: "sync", reason });
  const body = { ok: false, score: null, error: "Origin not allowed", reason };
  return { status: 403, headers: buildHeaders(context), body };
}

/** By the real client of QStash, its five retries on network errors included (about 4.3 s). */
export async function publish(context: AppContext, path: string, body: Record<string, unknown>): Promise<void> {
  await context.qstash.publishJSON({ url: `${variable(context, "NEXT_PUBLIC_APP_URL")}${path}`, body, retries: 3 });
}

interface PublishFailure {
  readonly payload: Payload;
  readonly ingestId: string;
  readonly error: unknown;
}

/** Since b01d9ec (2026-02-13) a failure makes a row, best effort; before, only a line in the log. */
async function recordFailure(context: AppContext, { payload, ingestId, error }: PublishFailure): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  const isA = context.config.era === "A";
  const code = isA ? "QSTASH_PUBLISH_ERROR" : "QSTASH_PUBLISH_FAILED";
  context.log.error(code, { code, route: "sync", ingest_id: ingestId, site_id: payload.s, error: message });
  if (isA) return;
  await context.pool
    .query(
      "insert into ingest_publish_failures (site_public_id, error_code, error_message_short) values ($1, $2, $3)",
      [payload.s, "QSTASH_PUBLISH_FAILED", message.slice(0, 500)],
    )
    .catch(() => undefined);
}
