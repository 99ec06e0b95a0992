import type { Fault } from "../../faults.ts";
import type { TogetherBot } from "../running.ts";
import { forgetJobs, insertJob, untilDrained, untilJobs, untilWaiting } from "./job-rows.ts";
import { deletePosts, insertPost, sendPublish, untilPosts } from "./posts.ts";
import { LAG, REFRESHES, sendRefreshes } from "./projections.ts";

/**
 * A whole outage of Discord: REST calls get 503, and the gateway drops without a close code. /healthz stays green, and
 * members' commands do not arrive; what was asked for before fails.
 */
export function discordDown(system: TogetherBot): Fault {
  const { discord, status } = system;
  let since = new Date();
  let jobs: string[] = [];
  let posts: string[] = [];
  return {
    id: "discord-down",
    title: "Discord is away: REST calls get 503 and the gateway drops, while /healthz stays green",
    checks: [
      "status-discord",
      "retry-log",
      "projection-duel",
      "projection-raid",
      "projection-pair",
      "starving",
      "retries",
      "failed",
      "posts-stale",
    ],
    summary: "gave up|Service Unavailable",
    break: async () => {
      since = new Date();
      discord.trouble({ down: true });
      status.report("discord", "API and gateway unavailable");
      const post = () => insertPost(system, { guild: "1180000000000000001", channel: "1180000000000000101", due: 0 });
      posts = [await post(), await post()];
      await sendPublish(system);
      jobs = [await lastTry(system), await lastTryButOne(system)];
      for (const refresh of REFRESHES) await sendRefreshes(system, refresh, 10);
      await untilPosts(system, posts, "status = 'failed'");
      await untilJobs(system, jobs.slice(0, 1), "failed");
      await untilJobs(system, jobs.slice(1), "retry");
      await Promise.all(REFRESHES.map(({ queue }) => untilWaiting(system, queue, LAG)));
    },
    heal: async () => {
      discord.trouble({ down: false });
      status.report("discord", undefined);
      await forgetJobs(system, jobs);
      await Promise.all(REFRESHES.map(({ queue }) => untilDrained(system, queue)));
      await forgetFailed(system, since);
      await deletePosts(system, posts);
    },
  };
}

/** The hall's job has no try left: one that was asked for by hand. */
function lastTry(system: TogetherBot): Promise<string> {
  return insertJob(system, { queue: "monthly.hall.refresh", data: { guildId: "scheduler" }, retryLimit: 0 });
}

/** Its last try but one fails, and the last is an hour away. */
function lastTryButOne(system: TogetherBot): Promise<string> {
  const history = { retryLimit: 3, retryCount: 1, retryDelay: 3_600 };
  return insertJob(system, { queue: "oracle.publish", data: { guildId: "scheduler" }, ...history });
}

/** Jobs that have failed for good since then, whoever asked for them. */
async function forgetFailed({ pool }: TogetherBot, since: Date): Promise<void> {
  await pool.query("delete from public.job where state = 'failed' and completed_on > $1", [since]);
}
