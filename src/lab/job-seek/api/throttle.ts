import type { FastifyReply, FastifyRequest } from "fastify";

/** Requests a minute; every limiter counts every route, so that the least of them is the limit (app.module.ts). */
const LIMITERS = { "": 120, "-write": 60, "-workflow": 180, "-auth": 10, "-sensitive": 8 } as const;
const LEAST = Math.min(...Object.values(LIMITERS));
const WINDOW_S = 60;

interface Count {
  hits: number;
  until: number;
}

/** Counts one request by route and address. False: it is over the limit, and the headers say so with suffixed names. */
export function createThrottle(pace: number): (request: FastifyRequest, reply: FastifyReply) => boolean {
  const counts = new Map<string, Count>();
  const windowMs = (WINDOW_S * 1000) / pace;
  return (request, reply) => {
    const now = Date.now();
    const key = `${request.method} ${request.routeOptions.url} ${request.ip}`;
    const known = counts.get(key);
    const count = known && known.until > now ? known : { hits: 0, until: now + windowMs };
    counts.set(key, count);
    count.hits += 1;
    // The block lasts a whole window from the overrun.
    if (count.hits === LEAST + 1) count.until = now + windowMs;
    const seconds = Math.ceil(((count.until - now) * pace) / 1000);
    if (count.hits <= LEAST) tell(request, reply, count.hits, seconds);
    else reply.header("Retry-After-sensitive", seconds);
    return count.hits <= LEAST;
  };
}

function tell(request: FastifyRequest, reply: FastifyReply, hits: number, seconds: number): void {
  for (const [suffix, limit] of Object.entries(LIMITERS)) {
    if (suffix === "" && request.url.startsWith("/api/ops")) continue;
    reply.header(`X-RateLimit-Limit${suffix}`, limit);
    reply.header(`X-RateLimit-Remaining${suffix}`, limit - hits);
    reply.header(`X-RateLimit-Reset${suffix}`, seconds);
  }
}
