import { randomUUID } from "node:crypto";
import type { AppAnswer, AppContext, AppRequest } from "./app-context.ts";
import { apiVersion, buildHeaders } from "./build-headers.ts";
import { corsHeaders } from "./cors.ts";
import { ingest } from "./ingest.ts";
import { parseJson, toPayload } from "./payload.ts";
import { rateLimit } from "./rate-limit.ts";
import { publish } from "./sync-post.ts";

const MAX_BODY = 256 * 1024;

/** POST /api/sync at era H: size, JSON, shape, site, rate limit (closed without Redis), consent, publish. */
export async function postSyncAtH(context: AppContext, request: AppRequest): Promise<AppAnswer> {
  const headers = { ...buildHeaders(context), ...corsHeaders(context, request) };
  if (request.body.length > MAX_BODY)
    return { status: 413, headers, body: { ok: false, score: null, error: "Payload too large" } };
  const json = parseJson(request.body);
  if (json === undefined) return refuse(headers, 400, { ok: false, error: "invalid_json" }, "invalid_json");
  const payload = toPayload(json);
  if (!payload) return refuse(headers, 422, { ok: false, error: "invalid_payload", code: "url" }, "url");
  if (!(await siteExists(context, payload.s))) {
    const body = { ok: false, score: null, error: "Site not found or invalid", code: "site_not_found" };
    return refuse(headers, 400, body, "site_not_found");
  }
  const limit = await rateLimit(context, request);
  if (limit !== "allowed") return limited(headers, limit);
  if (!payload.consent) return { status: 204, headers: { ...headers, "x-opsmantik-consent-missing": "analytics" } };
  const ingestId = randomUUID();
  const body = { ok: true, score: 10, status: "queued", v: apiVersion(context), ingest_id: ingestId, count: 1 };
  try {
    await publish(context, "/api/workers/ingest/telemetry", { ...payload, ingest_id: ingestId });
    return { status: 202, headers, body: { ...body, degraded: 0 } };
  } catch (error) {
    context.log.error("QSTASH_PUBLISH_FAILED", { route: "sync", ingest_id: ingestId, error: String(error) });
  }
  try {
    await ingest(context, { ...payload, ingest_id: ingestId });
    return {
      status: 202,
      headers: { ...headers, "x-opsmantik-direct-worker-fallback": "1" },
      body: { ...body, degraded: 1 },
    };
  } catch {
    return unavailable(headers, ingestId);
  }
}

type Headers = Readonly<Record<string, string>>;

function refuse(headers: Headers, status: number, body: unknown, code: string): AppAnswer {
  return { status, headers: { ...headers, "x-opsmantik-error-code": code }, body };
}

function limited(headers: Headers, limit: "limited" | "no-redis"): AppAnswer {
  const error = limit === "limited" ? "Rate limit" : "Rate limit service temporarily unavailable";
  return {
    status: limit === "limited" ? 429 : 503,
    headers: { ...headers, "x-opsmantik-ratelimit": "1", "retry-after": "60" },
    body: { ok: false, score: null, error },
  };
}

function unavailable(headers: Headers, ingestId: string): AppAnswer {
  return {
    status: 503,
    headers: {
      ...headers,
      "x-opsmantik-degraded": "qstash_publish_failed",
      "x-opsmantik-fallback": "true",
      "retry-after": "60",
    },
    body: { ok: false, score: 0, status: "degraded", error: "Ingest temporarily unavailable", ingest_id: ingestId },
  };
}

/** A database that does not answer reads as an unknown site, as in the real app. */
async function siteExists(context: AppContext, publicId: string): Promise<boolean> {
  try {
    return (await context.pool.query("select 1 from sites where public_id = $1", [publicId])).rowCount === 1;
  } catch {
    return false;
  }
}
