import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Isolate } from "./isolate.ts";

export interface WorkerRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly host: string;
  readonly clientIp: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface WorkerAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** Text, or an upstream's answer that is passed on as it comes. */
  readonly body: string | IncomingMessage;
}

interface ErrorPlan {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly retryable?: boolean;
  readonly cause?: string;
  /** Seconds. */
  readonly retryAfter?: number;
}

export function json(status: number, body: object, headers: WorkerAnswer["headers"] = {}): WorkerAnswer {
  const always = { "content-type": "application/json", "cache-control": "no-store" };
  return { status, headers: { ...always, ...headers }, body: JSON.stringify(body) };
}

/** An error that the Worker itself makes. `providerFailures` counts every one of 500 and above, whatever its name says. */
export function failure(isolate: Isolate, plan: ErrorPlan): WorkerAnswer {
  const { status, code, message, retryable = false, cause, retryAfter } = plan;
  if (status >= 500) isolate.metrics.providerFailures += 1;
  if (status === 401 || status === 403) isolate.metrics.authFailures += 1;
  const headers = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  return json(status, { error: { code, message, retryable, ...(cause !== undefined && { cause }) } }, headers);
}

export function notFound(isolate: Isolate): WorkerAnswer {
  return failure(isolate, { status: 404, code: "NOT_FOUND", message: "Route not found" });
}
