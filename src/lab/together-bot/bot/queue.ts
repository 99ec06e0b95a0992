import PgBoss from "pg-boss";
import { QUEUES, type QueueName, SCHEDULES } from "../queues.ts";
import { bossTiming } from "../timing.ts";
import type { BotConfig, BotContext } from "./bot-context.ts";
import type { BotLog } from "./bot-log.ts";
import { runJob } from "./jobs.ts";

export const NIL_UUID = "00000000-0000-0000-0000-000000000000";

export async function startBoss(config: BotConfig, log: BotLog): Promise<PgBoss> {
  const { pollingIntervalSeconds: _, ...timing } = bossTiming(config.pace);
  const boss = new PgBoss({ connectionString: config.databaseUrl, schema: "public", migrate: true, ...timing });
  boss.on("error", (error) => log.error("pg-boss error", { feature: "queue", error: { ...error } }));
  await boss.start();
  log.info("pg-boss started", { feature: "queue" });
  log.info("Ensuring pg-boss queues", { feature: "queue" });
  for (const name of QUEUES) await boss.createQueue(name);
  log.info("pg-boss queues ensured", { feature: "queue" });
  return boss;
}

export async function startWorkers(context: BotContext): Promise<void> {
  for (const name of QUEUES) await startWorker(context, name);
}

export async function startWorker(context: BotContext, name: QueueName): Promise<void> {
  const { pollingIntervalSeconds } = bossTiming(context.config.pace);
  await context.boss.work<object>(name, { pollingIntervalSeconds }, async (jobs) => {
    for (const job of jobs) await runJob(context, name, job.id, job.data);
  });
}

/** A schedule that an administrator has switched off has no row in public.schedule. */
export async function configureSchedules({ boss, pool, log }: BotContext): Promise<void> {
  const { rows } = await pool.query<{ schedule_name: string }>(
    "select schedule_name from scheduler_settings where not enabled",
  );
  const off = new Set(rows.map((row) => row.schedule_name));
  for (const { name, cron, feature, action } of SCHEDULES) {
    if (off.has(name)) await boss.unschedule(name);
    else await boss.schedule(name, cron, { correlationId: NIL_UUID, guildId: "scheduler", feature, action });
  }
  const names = SCHEDULES.map((schedule) => schedule.name);
  log.info("Recurring schedules configured", {
    feature: "queue",
    enabled_schedules: names.filter((name) => !off.has(name)),
    disabled_schedules: names.filter((name) => off.has(name)),
  });
}
