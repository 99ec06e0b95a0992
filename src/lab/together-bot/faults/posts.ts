import { randomUUID } from "node:crypto";
import type { Fault } from "../../faults.ts";
import { waitUntil } from "../../process/wait-until.ts";
import { FORBIDDEN_CHANNEL } from "../discord/discord-double.ts";
import type { QueueName } from "../queues.ts";
import type { TogetherBot } from "../running.ts";
import { insertJob, untilDrained, untilWaiting } from "./job-rows.ts";

const QUEUE: QueueName = "public.post.publish";
const PUBLISH = { feature: "public_post", action: "publish_pending" };

export function postFaults(system: TogetherBot): readonly Fault[] {
  return [stalePosts(system), postsLeftFailed(system), neverDrainingPost(system), publishStopped(system)];
}

interface PostRow {
  readonly guild: string;
  readonly channel: string;
  /** Seconds ago. */
  readonly due: number;
  /** With it, the post has failed. */
  readonly error?: string;
}

export async function insertPost({ pool }: TogetherBot, row: PostRow): Promise<string> {
  const id = randomUUID();
  await pool.query(
    `insert into scheduled_posts
       (id, guild_id, type, target_channel_id, payload_json, scheduled_for, idempotency_key, status, last_error)
     values ($1::text, $2, 'text', $3, '{"content": "Hello"}', now() - make_interval(secs => $4), 'lab:' || $1::text,
       case when $5::text is null then 'pending' else 'failed' end, $5)`,
    [id, row.guild, row.channel, row.due, row.error ?? null],
  );
  return id;
}

export async function untilPosts({ pool }: TogetherBot, ids: readonly string[], condition: string): Promise<void> {
  const sql = `select count(*) as n from scheduled_posts where id = any($1) and ${condition}`;
  await waitUntil(
    "posts to be handled",
    async () => {
      const { rows } = await pool.query<{ n: string }>(sql, [ids]);
      return Number(rows[0]?.n) === ids.length;
    },
    30_000,
  );
}

export async function deletePosts({ pool }: TogetherBot, ids: readonly string[]): Promise<void> {
  await pool.query("delete from scheduled_posts where id = any($1)", [ids]);
}

/** One more sweep of what is due. */
export async function sendPublish(system: TogetherBot): Promise<void> {
  await insertJob(system, { queue: QUEUE, data: PUBLISH });
}

function stalePosts(system: TogetherBot): Fault {
  let ids: string[] = [];
  return {
    id: "stale-posts",
    title: "Posts have failed: the bot lost its permission in their channel",
    checks: ["posts-stale"],
    summary: "posts failed|Missing Access",
    break: async () => {
      const post = () => insertPost(system, { guild: "1180000000000000001", channel: FORBIDDEN_CHANNEL, due: 0 });
      ids = [await post(), await post(), await post()];
      await sendPublish(system);
      await untilPosts(system, ids, "status = 'failed'");
    },
    heal: () => deletePosts(system, ids),
  };
}

/** As after an outage that is over: what has failed meanwhile is sent by nobody, though it could be. */
function postsLeftFailed(system: TogetherBot): Fault {
  let ids: string[] = [];
  return {
    id: "posts-left-failed",
    title: "Posts have failed while Discord was away; it is back, and nobody tries them again",
    checks: ["posts-stale"],
    summary: "posts failed|Service Unavailable",
    break: async () => {
      const row = { guild: "1180000000000000001", channel: "1180000000000000101", due: 90 };
      const post = () => insertPost(system, { ...row, error: "Service Unavailable" });
      ids = [await post(), await post(), await post()];
    },
    heal: () => deletePosts(system, ids),
  };
}

function neverDrainingPost(system: TogetherBot): Fault {
  let ids: string[] = [];
  return {
    id: "never-draining-post",
    title: "A post of a guild that has switched posts off is tried for ever",
    checks: ["posts-never-draining"],
    summary: "public_post skipped|never sent",
    break: async () => {
      ids = [await insertPost(system, { guild: "1180000000000000003", channel: "1180000000000000103", due: 0 })];
      await sendPublish(system);
      await untilPosts(system, ids, "last_error like 'public_post skipped: %'");
    },
    heal: () => deletePosts(system, ids),
  };
}

function publishStopped(system: TogetherBot): Fault {
  const { supervisor, context } = system;
  return {
    id: "publish-stopped",
    title: "Nobody publishes: due posts pile up",
    checks: ["posts", "starving"],
    summary: "posts are due|public\\.post\\.publish",
    break: async () => {
      await supervisor.child().call("off-work", { queue: QUEUE });
      for (const minutes of [6, 8, 12]) {
        const due = (minutes * 60) / context.pace;
        await insertPost(system, { guild: "1180000000000000001", channel: "1180000000000000101", due });
      }
      await sendPublish(system);
      await untilWaiting(system, QUEUE, 32);
    },
    heal: async () => {
      await supervisor.child().call("work", { queue: QUEUE });
      await sendPublish(system);
      await untilDrained(system, QUEUE);
    },
  };
}
