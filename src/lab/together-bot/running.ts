import type pg from "pg";
import type { Gate } from "../net/gate.ts";
import type { NeonDouble } from "../outside/neon-double.ts";
import type { StatusPages } from "../outside/status-pages.ts";
import type { Supervisor } from "../process/supervisor.ts";
import type { SystemContext } from "../system.ts";
import type { BotConfig } from "./bot/bot-context.ts";
import type { DiscordDouble } from "./discord/discord-double.ts";

/** Everything of the running system that a fault can act on. */
export interface TogetherBot {
  readonly context: SystemContext;
  /** The lab's own way to the database, past the gate. */
  readonly pool: pg.Pool;
  /** The way that the bot and the cockpit take. */
  readonly database: Gate;
  readonly discord: DiscordDouble;
  /** What Discord and Neon say of themselves. */
  readonly status: StatusPages;
  /** What Neon's API says of the project. */
  readonly neon: NeonDouble;
  readonly supervisor: Supervisor<BotConfig>;
  /** As the bot was set up: what a host that was changed is set back to. */
  readonly config: BotConfig;
  /** The variables of the bot's host; they count from the next start. */
  readonly host: { databaseUrl: string };
}
