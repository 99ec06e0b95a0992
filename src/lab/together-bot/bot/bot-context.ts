import type pg from "pg";
import type PgBoss from "pg-boss";
import type { BotLog } from "./bot-log.ts";
import type { DiscordClient } from "./discord-client.ts";
import type { Gateway } from "./gateway.ts";

export interface BotConfig {
  readonly pace: number;
  readonly port: number;
  readonly version: string;
  readonly databaseUrl: string;
  readonly discordApi: string;
  readonly gatewayPort: number;
  readonly logFile: string;
}

export interface BotContext {
  readonly config: BotConfig;
  readonly pool: pg.Pool;
  readonly boss: PgBoss;
  readonly discord: DiscordClient;
  readonly gateway: Gateway;
  readonly log: BotLog;
}

/** What every job of the bot carries. */
export interface JobPayload {
  readonly correlationId: string;
  readonly guildId: string;
  readonly feature: string;
  readonly action: string;
  readonly [extra: string]: unknown;
}

/** What a job has done, by name: processed, sent, failed… */
export interface JobResult {
  readonly [count: string]: number;
}
