import type { IncomingMessage } from "node:http";
import { request as openRequest } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { failure, type WorkerAnswer, type WorkerRequest } from "./answer.ts";
import { failed, openMs, remainingMs, succeeded } from "./circuit.ts";
import { type Isolate, numberIn, pacedTimeout, type UpstreamCause } from "./isolate.ts";

const FORWARDED = ["authorization", "x-request-id", "x-device-id", "content-type", "accept", "cache-control"] as const;
const NO_RETRY_PATHS = ["/api/v2/events", "/api/v2/events/ticket"];
const BACKOFF_MS = 180;
const BACKOFF_MOST_MS = 1_200;
const HOP_BY_HOP = new Set(["connection", "keep-alive", "transfer-encoding"]);

/** Either there was an answer, or why there was none. */
type Attempt =
  | { readonly answer: IncomingMessage; readonly cause?: undefined }
  | { readonly answer?: undefined; readonly cause: "timeout" | "network_error" };

/** ANY /api/v2/*: to the VPS by TLS, with a time-out an attempt, retries, and the circuit. */
export async function proxy(isolate: Isolate, request: WorkerRequest): Promise<WorkerAnswer> {
  const { metrics, vars } = isolate;
  const origin = originOf(vars.VPS_API_ORIGIN);
  if (origin === undefined) return unavailable(isolate, "origin_unconfigured");
  if (remainingMs(isolate) > 0) {
    metrics.vpsProxyCircuitRejects += 1;
    return unavailable(isolate, "circuit_open", remainingMs(isolate));
  }
  const { answer, cause } = await attempts(isolate, origin, request);
  if (answer && isWell(answer)) {
    succeeded(isolate);
    return passOn(answer);
  }
  failed(isolate);
  if (answer === undefined) return unavailable(isolate, cause, openMs(isolate));
  metrics.vpsProxy5xxPassthrough += 1;
  answer.resume();
  return unavailable(isolate, "upstream_5xx", openMs(isolate));
}

/** An address with a name, by TLS; anything else is a mistake of the deployment. */
function originOf(value: string | undefined): URL | undefined {
  const url = URL.parse(value ?? "");
  return url?.protocol === "https:" ? url : undefined;
}

async function attempts(isolate: Isolate, origin: URL, request: WorkerRequest): Promise<Attempt> {
  const { metrics, pace } = isolate;
  const retries = retriesFor(isolate, request.path.split("?")[0] ?? "");
  for (let retry = 0; ; retry += 1) {
    const attempt = await send(request, origin, attemptOf(isolate, retries));
    if (attempt.cause === "timeout") metrics.vpsProxyTimeouts += 1;
    if (retry >= retries || (attempt.answer && isWell(attempt.answer))) return attempt;
    attempt.answer?.resume();
    metrics.vpsProxyRetries += 1;
    await sleep(Math.min(BACKOFF_MOST_MS, BACKOFF_MS * 2 ** retry) / pace);
  }
}

/** What is not tried again: any answer under 500, 401 and 404 included. */
function isWell({ statusCode = 500 }: IncomingMessage): boolean {
  return statusCode < 500;
}

function retriesFor({ metrics, vars }: Isolate, path: string): number {
  if (!NO_RETRY_PATHS.includes(path)) return numberIn(vars.VPS_PROXY_RETRIES, { least: 0, most: 5, otherwise: 1 });
  metrics.vpsProxyNoRetryPathHits += 1;
  return 0;
}

interface AttemptPlan {
  readonly timeoutMs: number;
  readonly ca: string | undefined;
  readonly servername: string | undefined;
}

function attemptOf({ vars, pace }: Isolate, retries: number): AttemptPlan {
  const timeoutMs = numberIn(vars.VPS_PROXY_TIMEOUT_MS, { least: 1_000, most: 30_000, otherwise: 7_000 });
  return {
    timeoutMs: pacedTimeout(timeoutMs, pace, retries + 1),
    ca: vars.VPS_ORIGIN_CA,
    servername: vars.VPS_ORIGIN_NAME,
  };
}

function send(request: WorkerRequest, origin: URL, { timeoutMs, ...tls }: AttemptPlan): Promise<Attempt> {
  const { method, path, body } = request;
  return new Promise((resolve) => {
    const outgoing = openRequest(
      new URL(path, origin),
      { method, headers: headersOf(request), ...tls, agent: false },
      (answer) => {
        clearTimeout(timer);
        answer.on("error", () => undefined);
        resolve({ answer });
      },
    );
    const timer = setTimeout(() => {
      resolve({ cause: "timeout" });
      outgoing.destroy();
    }, timeoutMs);
    outgoing.on("error", () => {
      clearTimeout(timer);
      resolve({ cause: "network_error" });
    });
    outgoing.end(body.length > 0 ? body : undefined);
  });
}

/** No address of the caller: to the server all users look alike. */
function headersOf({ headers, path }: WorkerRequest): Record<string, string> {
  const names = path.startsWith("/api/v2/events") ? [...FORWARDED, "cookie"] : FORWARDED;
  return Object.fromEntries(
    names.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  );
}

function passOn(answer: IncomingMessage): WorkerAnswer {
  const headers: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined && !HOP_BY_HOP.has(name)) headers[name] = value;
  }
  return { status: answer.statusCode ?? 502, headers, body: answer };
}

function unavailable(isolate: Isolate, cause: UpstreamCause, retryMs?: number): WorkerAnswer {
  isolate.metrics.vpsProxyFailures += 1;
  isolate.upstream[cause] += 1;
  return failure(isolate, {
    status: 503,
    code: "SERVICE_UNAVAILABLE",
    message: "Sync service is temporarily unavailable. Please retry shortly.",
    retryable: cause !== "origin_unconfigured",
    cause,
    ...(retryMs !== undefined && { retryAfter: Math.max(1, Math.ceil(retryMs / 1000)) }),
  });
}
