/** The bot's queues at 053aa98 (2026-02-18); all of policy standard. */
export const QUEUES = [
  "duel.round.close",
  "duel.scoreboard.refresh",
  "raid.progress.refresh",
  "pair.home.refresh",
  "monthly.hall.refresh",
  "mediator.repair.tick",
  "public.post.publish",
  "oracle.weekly.publish",
  "oracle.publish",
  "astro.tick.daily",
  "astro.publish",
  "weekly.checkin.nudge",
  "weekly.raid.start",
  "weekly.raid.end",
  "daily.raid.offers.generate",
] as const;

export type QueueName = (typeof QUEUES)[number];

export interface Schedule {
  readonly name: QueueName;
  /** In UTC. */
  readonly cron: string;
  readonly feature: string;
  readonly action: string;
}

export const SCHEDULES: readonly Schedule[] = [
  { name: "raid.progress.refresh", cron: "*/10 * * * *", feature: "raid", action: "progress_refresh" },
  { name: "public.post.publish", cron: "*/2 * * * *", feature: "public_post", action: "publish_pending" },
  { name: "monthly.hall.refresh", cron: "0 10 1 * *", feature: "monthly_hall", action: "refresh" },
  { name: "oracle.weekly.publish", cron: "0 10 * * 1", feature: "oracle", action: "publish" },
  { name: "astro.tick.daily", cron: "0 9 * * *", feature: "astro", action: "tick" },
  { name: "weekly.checkin.nudge", cron: "0 12 * * 3", feature: "checkin", action: "nudge" },
  { name: "weekly.raid.start", cron: "0 9 * * 1", feature: "raid", action: "start" },
  { name: "weekly.raid.end", cron: "5 9 * * 1", feature: "raid", action: "end" },
  { name: "daily.raid.offers.generate", cron: "0 9 * * *", feature: "raid", action: "offers_generate" },
];

/**
 * Off in this guild, as an administrator can set it: with a guild due, the real astro tick fails each day, since pg-boss
 * refuses its singletonSeconds of 86400 (longer than the archive interval).
 */
export const DISABLED_SCHEDULES: readonly string[] = ["astro.tick.daily"];
