import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { verifyToken } from "../../net/signed-token.ts";
import { ApiError, errorBody } from "./api-error.ts";
import type { ServerContext } from "./server-context.ts";
import { messageOf } from "./server-log.ts";

/** Requests a minute and address, over all routes. */
const LIMIT = 180;
const WINDOW_MS = 60_000;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export interface RateLimit {
  /** Requests a window; a fault lowers it. */
  limit: number;
}

/** Over the limit the real program throws, and its error handler makes 500 of it; the headers alone tell. */
export function addRateLimit(server: FastifyInstance, { config }: ServerContext): RateLimit {
  const rate: RateLimit = { limit: LIMIT };
  const windowMs = WINDOW_MS / config.pace;
  const seen = new Map<string, { count: number; resetAt: number }>();
  server.addHook("onRequest", async (request, reply) => {
    const now = Date.now();
    const known = seen.get(request.ip);
    const window = known && known.resetAt > now ? known : { count: 0, resetAt: now + windowMs };
    seen.set(request.ip, window);
    window.count += 1;
    const seconds = Math.ceil((window.resetAt - now) / 1000);
    reply.header("x-ratelimit-limit", rate.limit);
    reply.header("x-ratelimit-remaining", Math.max(0, rate.limit - window.count));
    reply.header("x-ratelimit-reset", seconds);
    if (window.count <= rate.limit) return;
    reply.header("retry-after", seconds);
    throw new Error("Rate limit exceeded");
  });
  return rate;
}

export function addErrorHandler(server: FastifyInstance, { log }: ServerContext): void {
  server.setErrorHandler((error, request, reply) => {
    if (error instanceof ApiError) {
      void reply.code(error.status).send(errorBody(error.code, error.message, error.retryable));
      return;
    }
    log.error(messageOf(error), { component: "http", reqId: request.id, path: request.url });
    void reply.code(500).send(errorBody("INTERNAL_ERROR", "Internal server error"));
  });
}

/** Who asks: the verified token's subject and the device, both written down as the real program does. */
export interface Caller {
  readonly userId: string;
  readonly deviceId: string;
}

export async function authenticate(
  { config, pool }: ServerContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Caller> {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
  const claims = token === undefined ? undefined : verifyToken(token, config.authSecret);
  if (typeof claims?.sub !== "string") throw new ApiError(401, "AUTH_REQUIRED", "Authentication required");
  const given = request.headers["x-device-id"];
  const deviceId = typeof given === "string" && UUID.test(given) ? given : crypto.randomUUID();
  const caller = { userId: claims.sub, deviceId };
  const now = Date.now();
  await pool.query(
    `insert into users (id, created_at, updated_at) values ($1, $2, $2) on conflict (id) do update set updated_at = $2`,
    [caller.userId, now],
  );
  const { rows } = await pool.query<{ revoked: boolean }>(
    `insert into devices (id, user_id, created_at, last_seen_at) values ($1, $2, $3, $3)
     on conflict (id) do update set last_seen_at = $3 returning revoked_at is not null as revoked`,
    [deviceId, caller.userId, now],
  );
  if (rows[0]?.revoked) throw new ApiError(403, "DEVICE_REVOKED", "Device access was revoked");
  reply.header("x-device-id", deviceId);
  return caller;
}
