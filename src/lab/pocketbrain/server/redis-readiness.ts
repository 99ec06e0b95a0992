import { Redis } from "ioredis";
import { Degradation } from "./degradation.ts";
import { messageOf, type ServerLog } from "./server-log.ts";

/** REDIS_READY_TIMEOUT_MS. */
const READY_TIMEOUT_MS = 750;
const MAX_RETRIES = 2;
const TIMED_OUT = "redis readiness timeout";

export function openRedis(url: string, name: string, log: ServerLog): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: MAX_RETRIES,
    autoResubscribe: false,
    retryStrategy: (times) => Math.min(50 * times, 250),
  });
  let told = "";
  redis.on("ready", () => {
    told = "";
  });
  redis.on("error", (error: Error) => {
    const said = messageOf(error);
    if (said !== told) log.error(`redis ${name} error: ${said}`, { component: "redis" });
    told = said;
  });
  return redis;
}

/** Each /ready asks Redis by a PING; the counters move with it and with nothing else. */
export class RedisReadiness {
  readonly client: Redis;
  readonly degradation = new Degradation();
  checksTotal = 0;
  failuresTotal = 0;
  timeoutsTotal = 0;
  consecutiveFailures = 0;
  #lastCheckAt: number | null = null;
  #lastCheckDurationMs: number | null = null;
  #lastSuccessAt: number | null = null;
  #lastFailureAt: number | null = null;
  #lastErrorMessage: string | null = null;
  readonly #log: ServerLog;

  constructor(client: Redis, log: ServerLog) {
    this.client = client;
    this.#log = log;
  }

  /** Threshold 1, grace 0: one failure is enough. */
  async check(): Promise<boolean> {
    const began = Date.now();
    this.checksTotal += 1;
    const error = await ping(this.client);
    this.#lastCheckAt = Date.now();
    this.#lastCheckDurationMs = this.#lastCheckAt - began;
    this.#lastErrorMessage = error;
    if (error === null) this.#succeeded();
    else this.#failed(error);
    return error === null;
  }

  body(ok: boolean): Record<string, unknown> {
    const { degradation, checksTotal, failuresTotal, timeoutsTotal, consecutiveFailures } = this;
    return {
      ok,
      status: this.client.status,
      checksTotal,
      failuresTotal,
      timeoutsTotal,
      consecutiveFailures,
      lastCheckAt: this.#lastCheckAt,
      lastCheckDurationMs: this.#lastCheckDurationMs,
      lastSuccessAt: this.#lastSuccessAt,
      lastFailureAt: this.#lastFailureAt,
      lastErrorMessage: this.#lastErrorMessage,
      degraded: degradation.degraded,
      degradedSinceTs: degradation.sinceTs,
      degradedForMs: degradation.forMs,
      totalDegradedMs: degradation.totalMs,
      degradedTransitions: degradation.transitions,
      requiredForReady: true,
      dependencyOk: ok,
      requiredFailureThreshold: 1,
      requiredDegradedGraceMs: 0,
    };
  }

  #succeeded(): void {
    this.consecutiveFailures = 0;
    this.#lastSuccessAt = Date.now();
    if (this.degradation.degraded) this.degradation.recover();
  }

  #failed(error: string): void {
    this.failuresTotal += 1;
    this.consecutiveFailures += 1;
    if (error === TIMED_OUT) this.timeoutsTotal += 1;
    this.#lastFailureAt = Date.now();
    this.#log.error(`redis readiness check failed: ${error}`, { component: "redis" });
    this.degradation.degrade(error);
  }
}

async function ping(redis: Redis): Promise<string | null> {
  const asked = redis.ping().then(
    () => null,
    (error: unknown) => messageOf(error),
  );
  const { promise, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve(TIMED_OUT), READY_TIMEOUT_MS);
  try {
    return await Promise.race([asked, promise]);
  } finally {
    clearTimeout(timer);
  }
}
