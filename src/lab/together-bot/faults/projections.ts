import type { Fault } from "../../faults.ts";
import type { QueueName } from "../queues.ts";
import type { TogetherBot } from "../running.ts";
import { insertJob, untilDrained, untilWaiting } from "./job-rows.ts";

export const REFRESHES = [
  { queue: "duel.scoreboard.refresh", table: "duels", key: "duelId" },
  { queue: "raid.progress.refresh", table: "raids", key: "raidId" },
  { queue: "pair.home.refresh", table: "pairs", key: "pairId" },
] as const satisfies readonly { queue: QueueName; table: string; key: string }[];

/** The member who asks for these refreshes again and again. */
const SPAMMER = "1170000000000000099";
/** Seconds of real time that a refresh has waited when the fault counts as in effect. */
export const LAG = 64;

export function projectionFaults(system: TogetherBot): readonly Fault[] {
  return [rateLimitStorm(system), projectionStalled(system)];
}

export async function sendRefreshes(
  system: TogetherBot,
  refresh: (typeof REFRESHES)[number],
  count: number,
): Promise<void> {
  const { rows } = await system.pool.query<{ id: string }>(`select id from ${refresh.table} limit 1`);
  const data = { [refresh.key]: rows[0]?.id ?? "", reason: "manual_ops", userId: SPAMMER };
  for (let i = 0; i < count; i += 1) await insertJob(system, { queue: refresh.queue, data, retryLimit: 3 });
}

/** Every edit is refused three times, with a wait that the bot honours, while members keep asking for more. */
function rateLimitStorm(system: TogetherBot): Fault {
  const { discord, context } = system;
  return {
    id: "rate-limit-storm",
    title: "Discord limits the rate of edits (429): dashboards lag behind",
    checks: ["projection-duel", "projection-raid", "projection-pair", "starving", "retry-log"],
    summary: "lag behind|refreshes wait",
    break: async () => {
      discord.trouble({ limitedTries: 3, retryAfter: 45 / context.pace });
      for (const refresh of REFRESHES) await sendRefreshes(system, refresh, 6);
      await Promise.all(REFRESHES.map(({ queue }) => untilWaiting(system, queue, LAG)));
    },
    heal: async () => {
      discord.trouble({ limitedTries: 0 });
      await Promise.all(REFRESHES.map(({ queue }) => untilDrained(system, queue)));
    },
  };
}

function projectionStalled(system: TogetherBot): Fault {
  const { supervisor } = system;
  const [, , pair] = REFRESHES;
  return {
    id: "projection-stalled",
    title: `No worker listens to ${pair.queue}: that dashboard stands still`,
    checks: ["projection-pair", "starving"],
    summary: "lag behind|refreshes wait",
    break: async () => {
      await supervisor.child().call("off-work", { queue: pair.queue });
      await sendRefreshes(system, pair, 3);
      await untilWaiting(system, pair.queue, LAG);
    },
    heal: async () => {
      await supervisor.child().call("work", { queue: pair.queue });
      await untilDrained(system, pair.queue);
    },
  };
}
