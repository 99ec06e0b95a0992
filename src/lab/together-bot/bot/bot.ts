import pg from "pg";
import { isRecord } from "../../process/json-lines.ts";
import { openParentChannel } from "../../process/parent-channel.ts";
import type { QueueName } from "../queues.ts";
import { startActivity } from "./activity.ts";
import type { BotConfig, BotContext } from "./bot-context.ts";
import { type BotLog, openBotLog } from "./bot-log.ts";
import { createDiscordClient } from "./discord-client.ts";
import { login } from "./gateway.ts";
import { type HealthServer, serveHealth } from "./health-server.ts";
import { configureSchedules, startBoss, startWorker, startWorkers } from "./queue.ts";

/** Seconds of real time that the bot's own pool keeps an idle client. */
const IDLE_CLIENT = 30;

/** The simulated bot, booting as the real one does: queue, Discord, web server. */
export async function runTogetherBot(): Promise<void> {
  const channel = await openParentChannel(async () => undefined);
  const config = channel.config as BotConfig;
  const log = openBotLog(config.logFile);
  process.on("uncaughtExceptionMonitor", (error) =>
    log.dump(`${error.stack ?? error.message}\n\nNode.js ${process.version}`),
  );
  try {
    const context = await boot(config, log);
    const health = await serveHealth(context);
    await startWorkers(context);
    startActivity(context);
    log.info("Application started", { feature: "boot" });
    channel.onCall((command, value) => serve(context, health, command, isRecord(value) ? value : {}));
    channel.ready({ port: config.port });
  } catch (error) {
    log.error("Boot failure", { feature: "boot", error: { ...(error as object) } });
    throw error;
  }
}

async function boot(config: BotConfig, log: BotLog): Promise<BotContext> {
  const boss = await startBoss(config, log);
  const gateway = await login(config.gatewayPort, log);
  const pool = openPool(config);
  const discord = createDiscordClient(config.discordApi, log);
  const context: BotContext = { config, pool, boss, discord, gateway, log };
  await configureSchedules(context);
  log.info("Startup self-check", {
    feature: "boot",
    discord: { connected: true, guild_count: 3 },
    db: "ok",
    boss: "ok",
  });
  return context;
}

/** No listener for errors, as in the real bot: a server that ends an idle client ends the process, too. */
function openPool(config: BotConfig): pg.Pool {
  return new pg.Pool({
    connectionString: config.databaseUrl,
    max: 10,
    idleTimeoutMillis: (IDLE_CLIENT * 1000) / config.pace,
    connectionTimeoutMillis: 10_000,
  });
}

async function serve(
  context: BotContext,
  health: HealthServer,
  command: string,
  value: Record<string, unknown>,
): Promise<null> {
  const queue = String(value.queue) as QueueName;
  if (command === "garbage") health.garbage(value.on === true);
  else if (command === "off-work") await context.boss.offWork(queue);
  else if (command === "crash") setImmediate(crash);
  else if (command === "work") await startWorker(context, queue);
  else throw new Error(`no such call: ${command}`);
  return null;
}

function crash(): never {
  throw new TypeError("Cannot read properties of undefined (reading 'guildId')");
}
