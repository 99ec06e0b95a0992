import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { signToken, verifyToken } from "../../net/signed-token.ts";
import { Degradation } from "./degradation.ts";
import { messageOf, type ServerLog } from "./server-log.ts";

/** STREAM_TICKET_TTL_SECONDS. */
export const TICKET_TTL = 60;

export type Consumed =
  | "accepted"
  | "STREAM_TICKET_INVALID"
  | "STREAM_TICKET_EXPIRED"
  | "STREAM_TICKET_REPLAYED"
  | "STREAM_TICKET_STORAGE_UNAVAILABLE";

/**
 * Single-use tickets: issuing touches no Redis, using one sets `sse_ticket:<jti>` there. Strict, as in production: without
 * Redis no ticket is taken. Degraded stays until a ticket is used again.
 */
export class StreamTickets {
  readonly degradation = new Degradation();
  readonly counts = {
    consumeAttempts: 0,
    consumeSuccesses: 0,
    replayRejects: 0,
    failOpenBypasses: 0,
    storageUnavailableErrors: 0,
  };
  #lastErrorAt: number | null = null;
  #lastErrorMessage: string | null = null;
  readonly #redis: Redis;
  readonly #secret: string;
  readonly #log: ServerLog;

  constructor(redis: Redis, secret: string, log: ServerLog) {
    this.#redis = redis;
    this.#secret = secret;
    this.#log = log;
  }

  issue(sub: string, deviceId: string): { readonly ticket: string; readonly expiresAt: number } {
    const iat = Math.floor(Date.now() / 1000);
    const exp = iat + TICKET_TTL;
    const ticket = signToken("PBST", { sub, deviceId, iat, exp, jti: randomUUID() }, this.#secret);
    return { ticket, expiresAt: exp * 1000 };
  }

  async consume(ticket: string): Promise<Consumed> {
    const claims = verifyToken(ticket, this.#secret);
    if (claims === undefined) return "STREAM_TICKET_INVALID";
    if (Number(claims.exp) * 1000 <= Date.now()) return "STREAM_TICKET_EXPIRED";
    this.counts.consumeAttempts += 1;
    try {
      const set = await this.#redis.set(`sse_ticket:${String(claims.jti)}`, "1", "EX", TICKET_TTL, "NX");
      if (this.degradation.degraded) this.degradation.recover();
      if (set === null) this.counts.replayRejects += 1;
      else this.counts.consumeSuccesses += 1;
      return set === null ? "STREAM_TICKET_REPLAYED" : "accepted";
    } catch (error) {
      this.#failed(messageOf(error));
      return "STREAM_TICKET_STORAGE_UNAVAILABLE";
    }
  }

  body(): Record<string, unknown> {
    const { degradation } = this;
    return {
      replayProtectionMode: "strict",
      replayStoreAvailable: !degradation.degraded,
      degraded: degradation.degraded,
      degradedReason: degradation.reason,
      degradedSinceTs: degradation.sinceTs,
      degradedForMs: degradation.forMs,
      degradedTransitions: degradation.transitions,
      lastErrorAt: this.#lastErrorAt,
      lastErrorMessage: this.#lastErrorMessage,
      ...this.counts,
    };
  }

  #failed(message: string): void {
    this.counts.storageUnavailableErrors += 1;
    this.#lastErrorAt = Date.now();
    this.#lastErrorMessage = message;
    this.#log.error(`redis stream ticket store failed: ${message}`, { component: "stream-ticket" });
    this.degradation.degrade("REDIS_SET_FAILED");
  }
}
