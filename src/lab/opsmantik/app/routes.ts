import type { Era } from "../../system.ts";
import type { AppAnswer, AppContext, AppRequest, Handler } from "./app-context.ts";
import { buildHeaders } from "./build-headers.ts";
import { refuseCron } from "./cron-auth.ts";
import { getHealth, getMetrics, postPartitionDrift } from "./health.ts";
import { postSync } from "./sync-post.ts";
import { postSyncAtH } from "./sync-post-h.ts";
import { getSync, optionsSync } from "./sync-read.ts";
import { getWatchtower } from "./watchtower.ts";
import { postWorker } from "./worker.ts";

type Routes = Readonly<Record<string, Readonly<Record<string, Handler>>>>;

const COMMON: Routes = {
  "/api/health": { GET: getHealth },
  "/api/cron/watchtower": { GET: getWatchtower },
};

const UNTIL_B: Routes = {
  ...COMMON,
  "/api/sync": { GET: getSync, HEAD: getSync, OPTIONS: optionsSync, POST: postSync },
  "/api/sync/worker": { POST: postWorker },
};

/** The worker moved with 2ef4eee (2026-02-27): its old path is 404 since. */
const ROUTES: Readonly<Record<Era, Routes>> = {
  A: UNTIL_B,
  B: { ...UNTIL_B, "/api/watchtower/partition-drift": { POST: postPartitionDrift } },
  H: {
    ...COMMON,
    "/api/sync": { GET: getSync, HEAD: getSync, OPTIONS: optionsSync, POST: postSyncAtH },
    "/api/workers/ingest": { POST: postWorker },
    "/api/workers/ingest/telemetry": { POST: postWorker },
    "/api/workers/ingest/conversion": { POST: postWorker },
    "/api/watchtower/partition-drift": { POST: postPartitionDrift },
    "/api/metrics": { GET: guardedMetrics },
  },
};

async function guardedMetrics(context: AppContext, request: AppRequest): Promise<AppAnswer> {
  const refused = refuseCron(context, request);
  return refused ?? { ...(await getMetrics(context)), headers: buildHeaders(context) };
}

const NOT_FOUND: AppAnswer = {
  status: 404,
  headers: { "content-type": "text/html; charset=utf-8" },
  body: "<!DOCTYPE html><html><head><title>404: This page could not be found.</title></head><body>404</body></html>",
};

export async function answer(context: AppContext, request: AppRequest): Promise<AppAnswer> {
  const methods = ROUTES[context.config.era][request.path];
  if (!methods) return NOT_FOUND;
  const handler = methods[request.method];
  if (!handler) return { status: 405, headers: { allow: Object.keys(methods).join(", ") } };
  return handler(context, request);
}
