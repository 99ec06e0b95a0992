import type { AppContext, AppRequest } from "./app-context.ts";

/** A/B: 100 requests a minute a client (address and the first 64 characters of the user agent). */
const LIMIT_UNTIL_B = 100;
/** H: since 92681f8 (2026-02-24). */
const LIMIT_AT_H = 2_000;
const WINDOW_MS = 60_000;
/** What the real client spends on its five retries before it gives up on an unreachable Redis. */
const GIVE_UP_MS = 4_300;

export type RateLimit = "allowed" | "limited" | "no-redis";

export async function rateLimit(context: AppContext, request: AppRequest): Promise<RateLimit> {
  const { redis, config } = context;
  if (!redis) return "allowed";
  const address = request.headers["x-forwarded-for"] ?? "unknown";
  const key = `ratelimit:${address}|${(request.headers["user-agent"] ?? "").slice(0, 64)}`;
  try {
    const count = await withDeadline(redis.incr(key));
    if (count === 1) await withDeadline(redis.pexpire(key, Math.ceil(WINDOW_MS / config.pace)));
    return count > (config.era === "H" ? LIMIT_AT_H : LIMIT_UNTIL_B) ? "limited" : "allowed";
  } catch (error) {
    const mode = config.era === "H" ? "fail-closed" : "fail-open";
    context.log.error("ratelimit redis error", { error: error instanceof Error ? error.message : String(error), mode });
    return "no-redis";
  }
}

function withDeadline<T>(answer: Promise<T>): Promise<T> {
  answer.catch(() => undefined);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("redis did not answer")), GIVE_UP_MS);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
