import type { Answer } from "./case.ts";

/** Re-typed from real answers of the server and the Worker at 6c96a06 (2026-02-16). */
const limits = { "x-ratelimit-limit": "180", "x-ratelimit-remaining": "176", "x-ratelimit-reset": "28" };

const redis = {
  ok: true,
  status: "ready",
  checksTotal: 2,
  failuresTotal: 0,
  timeoutsTotal: 0,
  consecutiveFailures: 0,
  lastCheckDurationMs: 2,
  lastErrorMessage: null as string | null,
  degraded: false,
  requiredForReady: true,
  dependencyOk: true,
};
const realtime = {
  initializationState: "initialized",
  mode: "distributed",
  degraded: false,
  degradedReason: null as string | null,
  degradedForMs: 0,
  subscriberReady: true,
  publisherReady: true,
  redisRequiredForReady: true,
};
const streamTicket = {
  replayProtectionMode: "strict",
  replayStoreAvailable: true,
  degraded: false,
  degradedReason: null as string | null,
  lastErrorMessage: null as string | null,
  consumeAttempts: 0,
  consumeSuccesses: 0,
  replayRejects: 0,
  failOpenBypasses: 0,
  storageUnavailableErrors: 0,
};

interface Dependencies {
  readonly database?: boolean;
  readonly redis?: Partial<typeof redis>;
  readonly realtime?: Partial<typeof realtime>;
  /** null: a release that does not tell. */
  readonly streamTicket?: Partial<typeof streamTicket> | null;
}

/** GET /ready: the same body at 200 and at 503. */
export function ready(over: Dependencies = {}, status = 200): Answer {
  const isRedisOk = over.redis?.ok !== false;
  const ticket = over.streamTicket === null ? undefined : { ...streamTicket, ...over.streamTicket };
  return {
    status,
    headers: limits,
    body: {
      ok: status === 200,
      readyMode: isRedisOk ? "strict" : "degraded",
      readyCause: over.database === false ? "database" : isRedisOk ? null : "redis",
      service: "pocketbrain-server",
      ts: 1_795_321_636_300,
      dependencies: {
        database: { ok: over.database ?? true },
        redis: { ...redis, ...over.redis },
        realtime: { ...realtime, ...over.realtime },
        ...(ticket && { streamTicket: ticket }),
      },
    },
  };
}

interface Early {
  readonly database?: boolean;
  readonly redis?: boolean;
  readonly realtime?: { readonly mode: string; readonly degraded: boolean };
}

/** GET /ready before 2026-02-16 (53054ef): less of each dependency, and nothing of stream tickets. */
export function earlyReady(
  { database = true, redis: isRedisOk = true, realtime: push }: Early = {},
  status = 200,
): Answer {
  return {
    status,
    headers: limits,
    body: {
      ok: status === 200,
      service: "pocketbrain-server",
      ts: 1_795_321_636_300,
      dependencies: {
        database: { ok: database },
        redis: { ok: isRedisOk, status: isRedisOk ? "ready" : "reconnecting", requiredForReady: true },
        realtime: {
          mode: "distributed",
          degraded: false,
          degradedSinceTs: null,
          degradedForMs: 0,
          redisRequiredForReady: true,
          ...push,
        },
      },
    },
  };
}

const RETRIES =
  'Reached the max retries per request limit (which is 2). Refer to "maxRetriesPerRequest" option for details.';

/** In production, right after Redis was stopped and a ticket was tried. */
export const redisDown: Dependencies = {
  redis: {
    ok: false,
    status: "reconnecting",
    failuresTotal: 1,
    timeoutsTotal: 1,
    consecutiveFailures: 1,
    lastCheckDurationMs: 751,
    lastErrorMessage: "redis readiness timeout",
    degraded: true,
    dependencyOk: false,
  },
  realtime: {
    mode: "local-fallback",
    degraded: true,
    degradedReason: "SUBSCRIBER_RECONNECTING",
    degradedForMs: 2589,
    subscriberReady: false,
  },
  streamTicket: {
    replayStoreAvailable: false,
    degraded: true,
    degradedReason: "REDIS_SET_FAILED",
    lastErrorMessage: RETRIES,
    consumeAttempts: 1,
    storageUnavailableErrors: 1,
  },
};

/** Redis is back; nobody has used a ticket since. */
export const ticketSticky: Dependencies = {
  streamTicket: {
    replayStoreAvailable: false,
    degraded: true,
    degradedReason: "REDIS_SET_FAILED",
    lastErrorMessage: RETRIES,
    consumeAttempts: 4,
    consumeSuccesses: 2,
  },
};

/** Redis is back; nobody has written since a publish failed. The reason is the last event, not the root. */
export const publisherSticky: Dependencies = {
  realtime: {
    mode: "local-fallback",
    degraded: true,
    degradedReason: "SUBSCRIBER_RECONNECTING",
    subscriberReady: true,
    publisherReady: false,
  },
};

export const health: Answer = {
  headers: limits,
  body: { ok: true, service: "pocketbrain-server", ts: 1_795_321_636_255 },
};

/** What every route says once 180 requests a minute are spent: the headers alone tell. */
export const rateLimited: Answer = {
  status: 500,
  headers: { ...limits, "x-ratelimit-remaining": "0", "retry-after": "53" },
  body: { error: { code: "INTERNAL_ERROR", message: "Internal server error", retryable: false } },
};

/** nginx on 443 has no /health and no /ready: the app's page answers. */
export const appPage: Answer = {
  headers: { "content-type": "text/html" },
  body: '<!doctype html><html><body><div id="root"></div></body></html>',
};

export const noToken: Answer = {
  status: 401,
  headers: limits,
  body: { error: { code: "AUTH_REQUIRED", message: "Authentication required", retryable: false } },
};

/** The Worker's own 503. */
export function unavailable(cause: string): Answer {
  const message = "Sync service is temporarily unavailable. Please retry shortly.";
  return {
    status: 503,
    headers: { "retry-after": "1" },
    body: { error: { code: "SERVICE_UNAVAILABLE", message, retryable: cause !== "origin_unconfigured", cause } },
  };
}

/** The Worker's answer to whoever is not on its own machine, and to a wrong method. */
export const noRoute: Answer = {
  status: 404,
  body: { error: { code: "NOT_FOUND", message: "Route not found", retryable: false } },
};

const proxied = {
  providerFailures: 1,
  circuitOpens: 0,
  vpsProxyRetries: 0,
  vpsProxyTimeouts: 0,
  vpsProxyCircuitOpens: 0,
  vpsProxyCircuitRejects: 0,
  vpsProxyFailures: 0,
};
const upstream = {
  origin_unconfigured: 0,
  timeout: 0,
  network_error: 0,
  upstream_5xx: 0,
  circuit_open: 0,
  kv_unavailable: 0,
};
const provider = { provider_timeout: 0, provider_5xx: 0, provider_circuit_open: 0, provider_network_error: 0 };
const { kv_unavailable: _kv, ...earlyUpstream } = upstream;
const { provider_network_error: _network, ...earlyProvider } = provider;
const rotation = { fallbackDecrypts: 0, decryptFailures: 0, reencryptSuccesses: 0, reencryptFailures: 0 };
const authConfig = { missingClerkConfig: 0, partialClerkConfig: 0, invalidClerkConfig: 0 };
const runtimeConfig = { invalidEncryptionSecret: 0, invalidRotationSecret: 0 };

interface Counters {
  readonly metrics?: Partial<typeof proxied>;
  readonly upstream?: Partial<typeof upstream>;
  readonly provider?: Partial<typeof provider>;
  readonly rotation?: Partial<typeof rotation>;
  readonly authConfig?: Partial<typeof authConfig>;
  readonly runtimeConfig?: Partial<typeof runtimeConfig>;
  readonly kvFailures?: number;
  readonly circuit?: { readonly open: boolean; readonly openUntil: number; readonly remainingMs: number };
  /** A release before 2026-02-16: no `reliability`, no kv_unavailable, no provider_network_error. */
  readonly isOld?: boolean;
}

/** GET /api/v1/metrics of one isolate. */
export function metrics(over: Counters = {}): Answer {
  const reliability = {
    authConfig: { ...authConfig, ...over.authConfig },
    runtimeConfig: { ...runtimeConfig, ...over.runtimeConfig },
    secretRotation: { ...rotation, ...over.rotation },
    kvFailures: over.kvFailures ?? 0,
  };
  return {
    body: {
      metrics: { requests: 14, authFailures: 0, ...proxied, ...over.metrics },
      failureCauses: over.isOld
        ? { upstream: { ...earlyUpstream, ...over.upstream }, provider: { ...earlyProvider, ...over.provider } }
        : { upstream: { ...upstream, ...over.upstream }, provider: { ...provider, ...over.provider } },
      ...(over.isOld !== true && { reliability }),
      vpsProxyCircuit: over.circuit ?? { open: false, openUntil: 0, remainingMs: 0 },
    },
  };
}

const series = {
  sync_cursor_resets_total: 0,
  sync_push_ops_total: 1,
  sync_push_idempotent_replays_total: 0,
  sync_push_write_failures_total: 0,
  note_changes_pruned_total: 0,
  realtime_fallback_active: 0,
  realtime_fallback_dwell_seconds: 0,
  realtime_subscriber_ready: 1,
  realtime_publisher_ready: 1,
  stream_ticket_replay_degraded: 0,
  stream_ticket_replay_mode_strict: 1,
};

/** GET /metrics of the server, without the lines that nobody reads. */
export function serverMetrics(over: Partial<typeof series> = {}): Answer {
  const lines = Object.entries({ ...series, ...over }).map(([name, value]) => {
    const type = name.endsWith("_total") ? "counter" : "gauge";
    return `# TYPE pocketbrain_${name} ${type}\npocketbrain_${name} ${value}\n`;
  });
  return { headers: { ...limits, "content-type": "text/plain; version=0.0.4; charset=utf-8" }, body: lines.join("") };
}
