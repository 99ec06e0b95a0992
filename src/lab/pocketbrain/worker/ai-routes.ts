import { randomUUID } from "node:crypto";
import { isRecord } from "../../process/json-lines.ts";
import { failure, json, notFound, type WorkerAnswer, type WorkerRequest } from "./answer.ts";
import type { Isolate } from "./isolate.ts";
import type { ProviderCircuit } from "./provider-circuit.ts";
import { askProvider } from "./provider-request.ts";
import { activeSecret, encrypt, openSession } from "./session-keys.ts";

/** SESSION_TTL_SECONDS. */
const SESSION_TTL_MS = 86_400_000;
const COOKIE = /(?:^|;\s*)pb_ai_session=([0-9a-f-]{36})/;
const AI = /^\/api\/v1\/ai\/(?:analyze|batch|cleanup|transcribe|search|daily-brief)$/;

/** The AI side: a user's key lies encrypted in KV, and only a request to the provider opens it. */
export async function aiRoute(
  isolate: Isolate,
  circuit: ProviderCircuit,
  request: WorkerRequest,
): Promise<WorkerAnswer> {
  const path = request.path.split("?")[0] ?? "";
  const route = `${request.method} ${path}`;
  if (route === "GET /api/v1/auth/status") return status(isolate, request);
  if (route === "POST /api/v1/auth/connect") return connect(isolate, request);
  if (request.method !== "POST" || !AI.test(path)) return notFound(isolate);
  const opened = open(isolate, request);
  if ("refused" in opened) return opened.refused;
  return askProvider(isolate, circuit, opened.apiKey);
}

function sessionOf({ headers }: WorkerRequest): string | undefined {
  const id = COOKIE.exec(headers.cookie ?? "")?.[1];
  return id === undefined ? undefined : `session:${id}`;
}

/** Decrypts nothing: it proves nothing about the secrets. */
function status(isolate: Isolate, request: WorkerRequest): WorkerAnswer {
  const session = sessionOf(request);
  const connected = session !== undefined && isolate.kv?.get(session) !== undefined;
  return json(200, { connected, scope: "device" });
}

function connect(isolate: Isolate, request: WorkerRequest): WorkerAnswer {
  const { provider, apiKey } = bodyOf(request);
  if (provider !== "openrouter" || typeof apiKey !== "string" || apiKey === "")
    return failure(isolate, { status: 400, code: "BAD_REQUEST", message: "Unsupported provider" });
  const active = activeSecret(isolate);
  if (active === undefined) return notConfigured(isolate);
  if (!isolate.kv) return kvUnavailable(isolate);
  const id = randomUUID();
  isolate.kv.put(`session:${id}`, encrypt(apiKey, active), Date.now() + SESSION_TTL_MS);
  const cookie = `pb_ai_session=${id}; Max-Age=${SESSION_TTL_MS / 1000}; Path=/api; HttpOnly; Secure; SameSite=Lax`;
  return json(200, { connected: true, scope: "device", provider }, { "set-cookie": cookie });
}

function bodyOf({ body }: WorkerRequest): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function open(isolate: Isolate, request: WorkerRequest): { apiKey: string } | { refused: WorkerAnswer } {
  const session = sessionOf(request);
  if (session === undefined)
    return { refused: failure(isolate, { status: 401, code: "AUTH_REQUIRED", message: "Connect a provider first" }) };
  const active = activeSecret(isolate);
  if (active === undefined) return { refused: notConfigured(isolate) };
  if (!isolate.kv) return { refused: kvUnavailable(isolate) };
  const apiKey = openSession(isolate, active, session);
  if (apiKey !== undefined) return { apiKey };
  return { refused: failure(isolate, { status: 403, code: "AUTH_EXPIRED", message: "Session expired. Reconnect." }) };
}

function notConfigured(isolate: Isolate): WorkerAnswer {
  const message = "AI proxy encryption secret is not configured";
  return failure(isolate, { status: 500, code: "INTERNAL_ERROR", message });
}

function kvUnavailable(isolate: Isolate): WorkerAnswer {
  isolate.kvFailures += 1;
  isolate.upstream.kv_unavailable += 1;
  const message = "Session storage is temporarily unavailable.";
  const said = { status: 503, code: "SERVICE_UNAVAILABLE", message, retryable: true, cause: "kv_unavailable" };
  return failure(isolate, { ...said, retryAfter: 5 });
}
