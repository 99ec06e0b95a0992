import type { KvStore } from "./kv-store.ts";

/** Variables and secrets of one deployment, by the names of the real Worker. What is unset is absent. */
export type WorkerVars = Readonly<Record<string, string | undefined>>;

const METRICS = {
  requests: 0,
  authFailures: 0,
  providerFailures: 0,
  retries: 0,
  timeouts: 0,
  rateLimited: 0,
  circuitOpens: 0,
  vpsProxyFailures: 0,
  vpsProxyTimeouts: 0,
  vpsProxyRetries: 0,
  vpsProxyCircuitOpens: 0,
  vpsProxyCircuitRejects: 0,
  vpsProxyNoRetryPathHits: 0,
  vpsProxyRetryAfterHonored: 0,
  vpsProxy5xxPassthrough: 0,
};
const UPSTREAM = {
  origin_unconfigured: 0,
  timeout: 0,
  network_error: 0,
  upstream_5xx: 0,
  circuit_open: 0,
  kv_unavailable: 0,
};
const PROVIDER = { provider_timeout: 0, provider_5xx: 0, provider_circuit_open: 0, provider_network_error: 0 };

export type UpstreamCause = keyof typeof UPSTREAM;
export type ProviderCause = keyof typeof PROVIDER;

/** What lives as long as one isolate: a deployment begins a new one, with counters at zero and the circuit closed. */
export interface Isolate {
  readonly vars: WorkerVars;
  readonly pace: number;
  /** Undefined while the binding AI_SESSIONS is missing. */
  readonly kv: KvStore | undefined;
  readonly metrics: typeof METRICS;
  readonly upstream: typeof UPSTREAM;
  readonly provider: typeof PROVIDER;
  readonly rotation: {
    fallbackDecrypts: number;
    decryptFailures: number;
    reencryptSuccesses: number;
    reencryptFailures: number;
  };
  readonly runtimeConfig: { invalidEncryptionSecret: number; invalidRotationSecret: number };
  kvFailures: number;
  readonly circuit: { consecutiveFailures: number; openUntil: number };
}

export function newIsolate(vars: WorkerVars, kv: KvStore, pace: number): Isolate {
  return {
    vars,
    pace,
    kv: vars.AI_SESSIONS === undefined ? undefined : kv,
    metrics: { ...METRICS },
    upstream: { ...UPSTREAM },
    provider: { ...PROVIDER },
    rotation: { fallbackDecrypts: 0, decryptFailures: 0, reencryptSuccesses: 0, reencryptFailures: 0 },
    runtimeConfig: { invalidEncryptionSecret: 0, invalidRotationSecret: 0 },
    kvFailures: 0,
    circuit: { consecutiveFailures: 0, openUntil: 0 },
  };
}

export interface Bounds {
  readonly least: number;
  readonly most: number;
  /** Taken for text that is no number; a variable that is not set counts as 0, so as the least. */
  readonly otherwise: number;
}

/** A number from a variable, as the real Worker reads it at its head. */
export function numberIn(value: string | undefined, { least, most, otherwise }: Bounds): number {
  const given = Number(value ?? "");
  return Number.isNaN(given) ? otherwise : Math.min(most, Math.max(least, given));
}

/** What all attempts of one request have at any pace: less than a look has, and a busy machine is no dead server. */
const LEAST_IN_ALL_MS = 2_700;

/** How long one of so many attempts may take, in ms of the lab. */
export function pacedTimeout(ms: number, pace: number, attempts: number): number {
  return Math.min(ms, Math.max(LEAST_IN_ALL_MS / attempts, ms / pace));
}
