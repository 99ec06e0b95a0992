import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { type ApiContext, Refusal } from "./api-context.ts";

interface Words {
  readonly code: string;
  readonly category: string;
  readonly message: string;
}

/** HttpExceptionFilter: the words of each status; what is not here is internal. */
const WORDS: Readonly<Record<number, Words>> = {
  400: { code: "VALIDATION_ERROR", category: "validation", message: "" },
  401: { code: "UNAUTHORIZED", category: "auth", message: "Invalid credentials or unauthorized request." },
  403: { code: "FORBIDDEN", category: "permissions", message: "You do not have permission to do this." },
  404: { code: "NOT_FOUND", category: "not_found", message: "The requested resource was not found." },
  429: { code: "RATE_LIMITED", category: "rate_limit", message: "Too many requests. Please try again later." },
};
const INTERNAL: Words = {
  code: "INTERNAL_ERROR",
  category: "internal",
  message: "Something went wrong. Please try again.",
};

export function succeed(data: unknown): { success: true; data: unknown } {
  return { success: true, data };
}

/** The envelope of an error. Every one leaves a row, which alone has the real reason (`meta.rawMessage`). */
export function answerError(context: ApiContext, error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const status = statusOf(error);
  const { code, category, message: general } = WORDS[status] ?? INTERNAL;
  const message = status === 400 ? error.message : general;
  const timestamp = new Date().toISOString();
  const retryable = category === "rate_limit" || category === "internal";
  keepEvent(context, request, { status, code, category, message, raw: error.message });
  void reply.status(status).send({
    code,
    message,
    requestId: request.id,
    timestamp,
    retryable,
    category,
    error: { code, message },
    meta: { traceId: request.id, timestamp },
  });
}

function statusOf(error: Error): number {
  if (error instanceof Refusal) return error.status;
  const { statusCode } = error as FastifyError;
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500 ? statusCode : 500;
}

interface Kept {
  readonly status: number;
  readonly code: string;
  readonly category: string;
  readonly message: string;
  readonly raw: string;
}

function keepEvent({ pool }: ApiContext, request: FastifyRequest, kept: Kept): void {
  const { status, code, category, message, raw } = kept;
  const path = request.url.split("?")[0];
  const level = status >= 500 ? "error" : "warning";
  pool
    .query(
      `insert into api_request_events (request_id, level, method, path, status_code, message, error_code, meta)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [request.id, level, request.method, path, status, message, code, { category, rawMessage: raw }],
    )
    .catch(() => undefined);
}
