import { json, notFound, type WorkerAnswer, type WorkerRequest } from "./answer.ts";
import { remainingMs } from "./circuit.ts";
import type { Isolate } from "./isolate.ts";

const LOCAL = new Set(["127.0.0.1", "::1", "localhost"]);

/** GET /api/v1/metrics, for callers on the same machine; anybody else is told that there is no such route. */
export function metricsRoute(isolate: Isolate, request: WorkerRequest): WorkerAnswer {
  if (request.method !== "GET" || !(LOCAL.has(request.host) || LOCAL.has(request.clientIp))) return notFound(isolate);
  const { metrics, upstream, provider, runtimeConfig, rotation, kvFailures, circuit } = isolate;
  const remaining = remainingMs(isolate);
  return json(200, {
    metrics,
    failureCauses: { upstream, provider },
    reliability: {
      authConfig: { missingClerkConfig: 0, partialClerkConfig: 0, invalidClerkConfig: 0 },
      runtimeConfig,
      secretRotation: rotation,
      kvFailures,
    },
    vpsProxyCircuit: {
      open: remaining > 0,
      openUntil: Math.round(circuit.openUntil),
      remainingMs: Math.round(remaining),
    },
  });
}
