import type pg from "pg";
import type { Realtime } from "./realtime.ts";
import type { RedisReadiness } from "./redis-readiness.ts";
import type { ServerLog } from "./server-log.ts";
import type { StreamTickets } from "./stream-tickets.ts";

/** What the server gets from its host; it runs as in production: Redis is required, tickets are strict. */
export interface ServerConfig {
  readonly pace: number;
  readonly port: number;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Stands for Clerk's keys: bearer tokens are signed with it. */
  readonly authSecret: string;
  readonly ticketSecret: string;
  readonly logFile: string;
}

/** `metrics.sync` and `metrics.maintenance` of /ready; per process. */
export interface SyncCounters {
  pullRequests: number;
  pullResetsRequired: number;
  pushOpsTotal: number;
  pushOpsIdempotentReplays: number;
  pushOpsWriteFailures: number;
  noteChangesPrunedTotal: number;
}

export interface ServerContext {
  readonly config: ServerConfig;
  readonly pool: pg.Pool;
  readonly redis: RedisReadiness;
  readonly realtime: Realtime;
  readonly tickets: StreamTickets;
  readonly sync: SyncCounters;
  readonly log: ServerLog;
}
