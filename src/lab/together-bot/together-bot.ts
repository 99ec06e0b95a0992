import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { openCleanup } from "../cleanup.ts";
import { COCKPIT_ROLE, createDatabase, runAsOwner } from "../database/admin.ts";
import { openGate } from "../net/gate.ts";
import { freePort } from "../net/ports.ts";
import { startNeon } from "../outside/neon-double.ts";
import { startStatusPages } from "../outside/status-pages.ts";
import { supervise } from "../process/supervisor.ts";
import { waitUntil } from "../process/wait-until.ts";
import type { RunningSystem, SystemContext } from "../system.ts";
import { togetherBotAnswers } from "./answers.ts";
import type { BotConfig } from "./bot/bot-context.ts";
import { fingerprint, teamCommands } from "./commands.ts";
import { startDiscord } from "./discord/discord-double.ts";
import { togetherBotFaults } from "./faults/faults.ts";
import { DISABLED_SCHEDULES, SCHEDULES } from "./queues.ts";
import type { TogetherBot } from "./running.ts";
import { HISTORY, OWNER, SCHEMA } from "./schema.ts";
import { STALE_POST } from "./timing.ts";

const VERSION = "0.1.0";

/** Database, Discord, and the bot on pg-boss 10.1.5 under a supervisor. */
export async function startTogetherBot(context: SystemContext): Promise<RunningSystem> {
  const cleanup = openCleanup();
  const password = randomBytes(16).toString("hex");
  try {
    const [pool, discord, status, neon, port] = await Promise.all([
      openDatabase(context, password),
      startDiscord(),
      startStatusPages(["discord", "neon"]),
      startNeon(),
      freePort(),
    ]);
    cleanup.add(async () => pool.end());
    cleanup.add(discord.stop);
    cleanup.add(status.stop);
    cleanup.add(neon.stop);
    const database = await openGate({ path: join(context.cluster.socketDir, ".s.PGSQL.5432") });
    cleanup.add(database.close);
    const url = (role: string, secret: string) =>
      `postgres://${role}:${secret}@127.0.0.1:${database.port}/${OWNER}?sslmode=disable`;
    const config: BotConfig = {
      pace: context.pace,
      port,
      version: VERSION,
      databaseUrl: url(OWNER, password),
      discordApi: discord.api,
      gatewayPort: discord.gatewayPort,
      logFile: join(context.dir, "together-bot.ndjson"),
    };
    const supervisor = await supervise(context, "together-bot", config);
    cleanup.add(supervisor.stop);
    const host = { databaseUrl: config.databaseUrl };
    const system: TogetherBot = { context, pool, database, discord, status, neon, supervisor, config, host };
    await inService(system);
    return {
      overlay: overlay(system, await context.writeProgram("together-bot", "stand-in")),
      env: {
        LAB_TOGETHER_BOT_DATABASE_URL: url(COCKPIT_ROLE, context.cockpitPassword),
        LAB_TOGETHER_BOT_WRITE_URL: config.databaseUrl,
        LAB_TOGETHER_BOT_DISCORD_TOKEN: discord.token,
        LAB_TOGETHER_BOT_NEON_TOKEN: neon.token,
      },
      faults: togetherBotFaults(system),
      commands: teamCommands(system),
      answers: togetherBotAnswers,
      stop: cleanup.run,
    };
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

async function openDatabase(context: SystemContext, ownerPassword: string): Promise<TogetherBot["pool"]> {
  const pool = await createDatabase(context.cluster, { name: OWNER, owner: OWNER, ownerPassword });
  await runAsOwner(pool, OWNER, SCHEMA);
  await runAsOwner(pool, OWNER, HISTORY);
  for (const { name } of SCHEDULES) {
    const enabled = !DISABLED_SCHEDULES.includes(name);
    await pool.query("insert into scheduler_settings (schedule_name, enabled) values ($1, $2)", [name, enabled]);
  }
  return pool;
}

/**
 * Each dashboard refreshed once, the heartbeat moving, and a dispatch of crons of before: the first one of this bot's own may
 * be two minutes away, at any pace. From then on nothing about the bot is unknown.
 */
async function inService({ pool }: TogetherBot): Promise<void> {
  const sql = `select (select count(distinct name) from public.job where state = 'completed' and name like '%.refresh') as done,
    (select monitored_on from public.version) as beat`;
  await waitUntil(
    "the bot to be in service",
    async () => {
      const { rows } = await pool.query<{ done: string; beat: Date | null }>(sql);
      return Number(rows[0]?.done) >= 3 && rows[0]?.beat !== null;
    },
    20_000,
  );
  await pool.query(`insert into public.job (name, policy, state, started_on, completed_on)
    values ('__pgboss__send-it', 'standard', 'completed', now(), now())`);
}

function overlay({ config, status, neon, discord, context }: TogetherBot, program: string): RunningSystem["overlay"] {
  const command = (name: string) => ({
    argv: [program, `${context.control}/commands/together-bot/${name}`],
    timeout: "60s",
  });
  return {
    system: "together-bot",
    environment: "lab",
    vars: {
      base: `http://127.0.0.1:${config.port}`,
      expectedVersion: VERSION,
      log: config.logFile,
      statusDiscord: status.summaryOf("discord"),
      statusNeon: status.summaryOf("neon"),
      databaseFingerprint: fingerprint(config.databaseUrl),
      neonApi: neon.url,
      neonProject: neon.project,
      discordApi: discord.api,
      databaseName: OWNER,
      stalePost: `${STALE_POST / context.pace} seconds`,
    },
    secrets: {
      database: "${env:LAB_TOGETHER_BOT_DATABASE_URL}",
      databaseWrite: "${env:LAB_TOGETHER_BOT_WRITE_URL}",
      discord: "${env:LAB_TOGETHER_BOT_DISCORD_TOKEN}",
      neon: "${env:LAB_TOGETHER_BOT_NEON_TOKEN}",
    },
    commands: { restart: command("restart"), smoke: command("smoke"), databaseUrl: command("databaseUrl") },
  };
}
