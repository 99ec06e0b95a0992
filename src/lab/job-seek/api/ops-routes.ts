import type { FastifyInstance, FastifyRequest } from "fastify";
import { sameText } from "../callback-signature.ts";
import { succeed } from "./answers.ts";
import { type ApiContext, headerOf, Refusal, runIdOf, variable } from "./api-context.ts";
import { authenticate } from "./auth.ts";
import { opsMetrics } from "./ops-metrics.ts";
import { reconcile, reconcileAll } from "./stale-runs.ts";

/** /api/ops. Any user who has signed in gets in: the declared permissions are not enforced (nest-test 11b). */
export function opsRoutes(server: FastifyInstance, context: ApiContext): void {
  server.get("/api/ops/metrics", async (request) => {
    await authenticate(context, request);
    return succeed(await opsMetrics(context, windowHours(request)));
  });
  server.get("/api/ops/api-request-events", async (request) => {
    await authenticate(context, request);
    const { statusCode = null, path = "" } = request.query as { statusCode?: string; path?: string };
    const { rows } = await context.pool.query(
      `select request_id as "requestId", level, method, path, status_code as "statusCode", message, meta,
         created_at as "createdAt" from api_request_events
       where ($1::int is null or status_code = $1) and strpos(path, $2) > 0 order by created_at desc limit 50`,
      [statusCode, path],
    );
    return succeed({ items: rows, limit: 50, offset: 0 });
  });
  server.post("/api/ops/scrape/callbacks/replay", async (request, reply) => {
    await authenticate(context, request);
    return reply.status(201).send(succeed(await replayThroughWorker(context)));
  });
  server.post("/api/ops/scrape/runs/:id/reconcile", async (request, reply) => {
    await authenticate(context, request);
    const done = await reconcile(context, runIdOf(request));
    if (!done) throw new Refusal(404, "Job source run not found");
    return reply.status(201).send(succeed(done));
  });
  server.post("/api/ops/reconcile-stale-runs", async (request, reply) => {
    refuseStranger(context, request);
    const { scanned, reconciled } = await reconcileAll(context);
    const timestamp = new Date().toISOString();
    const done = { ok: true, timestamp, windowHours: windowHours(request), scanned, reconciled, failed: 0 };
    return reply.status(201).send(succeed({ ...done, reconciledInWindow: reconciled }));
  });
}

function windowHours(request: FastifyRequest): number {
  const { windowHours: given = "72" } = request.query as { windowHours?: string };
  const hours = Number(given);
  if (!Number.isInteger(hours) || hours < 1 || hours > 168) throw new Refusal(400, "windowHours must be an integer");
  return hours;
}

function refuseStranger(context: ApiContext, request: FastifyRequest): void {
  const due = variable(context, "OPS_INTERNAL_TOKEN");
  const [, token = ""] = headerOf(request, "authorization").split(" ");
  if (due === "" || !sameText(token, due)) throw new Refusal(403, "Invalid ops internal token");
}

/** The worker's own answer; the address is derived from the one for tasks. */
async function replayThroughWorker(context: ApiContext): Promise<unknown> {
  const url = variable(context, "WORKER_TASK_URL").replace(/\/tasks$/, "/callbacks/replay");
  const authorization = `Bearer ${variable(context, "WORKER_AUTH_TOKEN")}`;
  const response = await fetch(url, { method: "POST", headers: { authorization } }).catch((error: unknown) => {
    throw new Refusal(500, `Worker replay failed: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (!response.ok) throw new Refusal(503, `Worker replay rejected with ${response.status}`);
  return response.json();
}
