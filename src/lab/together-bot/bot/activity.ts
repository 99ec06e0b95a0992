import { randomUUID } from "node:crypto";
import { wholeSeconds } from "../timing.ts";
import type { BotContext } from "./bot-context.ts";
import { NIL_UUID } from "./queue.ts";

/** Seconds of real time between two commands of the guilds' members. */
const COMMAND_PERIOD = 20;
/** The periods of the two crons that run often; a cron cannot fire more than once a minute, so the bot sends them. */
const SWEEPS = [
  { queue: "public.post.publish", seconds: 120, feature: "public_post", action: "publish_pending" },
  { queue: "raid.progress.refresh", seconds: 600, feature: "raid", action: "progress_refresh" },
] as const;

const KINDS = [
  {
    table: "duels",
    queue: "duel.scoreboard.refresh",
    key: "duelId",
    projection: "duel_scoreboard",
    seconds: 8,
    feature: "duel",
  },
  {
    table: "raids",
    queue: "raid.progress.refresh",
    key: "raidId",
    projection: "raid_progress",
    seconds: 12,
    feature: "raid",
  },
  {
    table: "pairs",
    queue: "pair.home.refresh",
    key: "pairId",
    projection: "pair_home",
    seconds: 8,
    feature: "pair_home",
  },
] as const;

/** What the bot does without being asked by cron: members' commands, which the gateway brings, and the sweeps at the lab's pace. */
export function startActivity(context: BotContext): void {
  const { pace } = context.config;
  let count = 0;
  const quietly = (work: () => Promise<unknown>) => () => void work().catch(() => undefined);
  const command = async () => {
    if (!context.gateway.connected) return;
    count += 1;
    await (count % 4 === 0 ? schedulePost(context) : refresh(context, count));
  };
  setInterval(quietly(command), (COMMAND_PERIOD * 1000) / pace);
  if (pace > 1) {
    for (const { queue, seconds, feature, action } of SWEEPS) {
      const data = { correlationId: NIL_UUID, guildId: "scheduler", feature, action };
      setInterval(
        quietly(() => context.boss.send(queue, data)),
        (seconds * 1000) / pace,
      );
    }
  }
  for (let kind = 0; kind < KINDS.length; kind += 1) quietly(() => refresh(context, kind))();
}

async function refresh(context: BotContext, turn: number): Promise<void> {
  const kind = KINDS[turn % KINDS.length];
  if (!kind) return;
  const { rows } = await context.pool.query<{ id: string; guild_id: string }>(
    `select id, guild_id from ${kind.table} where status = 'active' order by random() limit 1`,
  );
  const target = rows[0];
  if (!target) return;
  const data = {
    correlationId: randomUUID(),
    guildId: target.guild_id,
    feature: kind.feature,
    action: "refresh",
    [kind.key]: target.id,
  };
  await context.boss.send(kind.queue, data, {
    singletonKey: `projection:${kind.projection}:${target.guild_id}:${target.id}`,
    singletonSeconds: wholeSeconds(kind.seconds, context.config.pace),
    retryLimit: 3,
  });
}

/** A post that is due at once, as most commands make it. */
async function schedulePost(context: BotContext): Promise<void> {
  const id = randomUUID();
  const guildId = "1180000000000000001";
  await context.pool.query(
    `insert into scheduled_posts (id, guild_id, type, target_channel_id, payload_json, scheduled_for, idempotency_key)
     values ($1, $2, 'anon_question', '1180000000000000101', '{"content": "A question"}', now(), $3)`,
    [id, guildId, `anon:${id}`],
  );
  const data = { correlationId: randomUUID(), guildId, feature: "public_post", action: "publish", scheduledPostId: id };
  await context.boss.send("public.post.publish", data, {
    singletonKey: `public-post:${id}`,
    singletonSeconds: wholeSeconds(6, context.config.pace),
    retryLimit: 3,
  });
}
