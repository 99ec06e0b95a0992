import { z } from "zod";
import type { QueueName } from "../queues.ts";
import type { BotContext, JobPayload, JobResult } from "./bot-context.ts";
import { publishDuePosts } from "./publish-posts.ts";
import { publishOracle, refreshDashboard, refreshHall } from "./refresh-dashboard.ts";

export type JobHandler = (context: BotContext, payload: JobPayload) => Promise<JobResult>;

const BASE = {
  correlationId: z.uuid().or(z.literal("00000000-0000-0000-0000-000000000000")),
  interactionId: z.string().optional(),
  guildId: z.string(),
  userId: z.string().optional(),
  feature: z.string(),
  action: z.string(),
};

/** What a job carries beside the base; a payload that does not fit fails the job with a ZodError. */
const SHAPES: Readonly<Partial<Record<QueueName, z.ZodType>>> = {
  "duel.round.close": z.looseObject({ ...BASE, duelId: z.string(), roundId: z.string(), roundNo: z.int().positive() }),
  "duel.scoreboard.refresh": z.looseObject({ ...BASE, duelId: z.string(), reason: z.string().default("unknown") }),
  "raid.progress.refresh": z.looseObject({ ...BASE, raidId: z.string().optional() }),
  "pair.home.refresh": z.looseObject({ ...BASE, pairId: z.string(), reason: z.string().optional() }),
  "monthly.hall.refresh": z.looseObject({
    ...BASE,
    monthKey: z
      .string()
      .regex(/^\d{4}-\d{2}$/)
      .optional(),
  }),
  "mediator.repair.tick": z.looseObject({ ...BASE, sessionId: z.string(), stepNumber: z.int().positive() }),
  "public.post.publish": z.looseObject({ ...BASE, scheduledPostId: z.string().optional() }),
};

const HANDLERS: Readonly<Partial<Record<QueueName, JobHandler>>> = {
  "duel.scoreboard.refresh": (context, payload) => refreshDashboard(context, "duels", payload.duelId),
  "raid.progress.refresh": (context, payload) => refreshDashboard(context, "raids", payload.raidId),
  "pair.home.refresh": (context, payload) => refreshDashboard(context, "pairs", payload.pairId),
  "public.post.publish": publishDuePosts,
  "monthly.hall.refresh": (context, payload) => refreshHall(context, payload.monthKey),
  "oracle.weekly.publish": (context, payload) => publishOracle(context, payload.guildId),
  "oracle.publish": (context, payload) => publishOracle(context, payload.guildId),
};

/** Runs one job. A job that fails logs nothing but its start: so does the real bot. */
export async function runJob(context: BotContext, name: QueueName, id: string, data: unknown): Promise<void> {
  const payload = (SHAPES[name] ?? z.looseObject(BASE)).parse(data) as JobPayload;
  const fields = {
    feature: payload.feature,
    action: payload.action,
    job_id: id,
    correlation_id: payload.correlationId,
    guild_id: payload.guildId,
  };
  context.log.info("job started", fields);
  const result = (await HANDLERS[name]?.(context, payload)) ?? { processed: 1 };
  context.log.info("job completed", { ...fields, ...result });
}
