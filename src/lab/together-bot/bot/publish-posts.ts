import { STALE_POST } from "../timing.ts";
import type { BotContext, JobResult } from "./bot-context.ts";

const BATCH = 20;
const ERROR_LENGTH = 800;

interface Post {
  readonly id: string;
  readonly guild_id: string;
  readonly target_channel_id: string;
  readonly payload_json: { readonly content?: string };
}

/** Due and pending, or processing for so long that its worker must have died; oldest first. */
const CLAIM = `
update scheduled_posts set status = 'processing', last_error = null, updated_at = now() where id in (
  select id from scheduled_posts where scheduled_for <= now()
    and (status = 'pending' or (status = 'processing' and updated_at < now() - make_interval(secs => $1)))
  order by scheduled_for limit ${BATCH} for update skip locked)
returning id, guild_id, target_channel_id, payload_json`;

/** Sends what is due. A post of a guild that has switched posts off goes back to pending, and comes again for ever. */
export async function publishDuePosts(context: BotContext): Promise<JobResult> {
  const { rows } = await context.pool.query<Post>(CLAIM, [STALE_POST / context.config.pace]);
  const counts = { processed: rows.length, sent: 0, failed: 0, skipped: 0 };
  for (const post of rows) counts[await publish(context, post)] += 1;
  return counts;
}

async function publish(context: BotContext, post: Post): Promise<"sent" | "failed" | "skipped"> {
  const guild = await context.pool.query<{ public_post_enabled: boolean; public_post_channel_id: string | null }>(
    "select public_post_enabled, public_post_channel_id from guild_settings where guild_id = $1",
    [post.guild_id],
  );
  const settings = guild.rows[0];
  if (!settings?.public_post_enabled) return skip(context, post, "feature disabled");
  if (settings.public_post_channel_id === null) return skip(context, post, "missing channel config");
  try {
    const messageId = await context.discord.post(post.target_channel_id, post.payload_json.content ?? "");
    await context.pool.query(
      "update scheduled_posts set status = 'sent', sent_at = now(), published_message_id = $2, updated_at = now() where id = $1",
      [post.id, messageId],
    );
    return "sent";
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await context.pool.query(
      "update scheduled_posts set status = 'failed', last_error = $2, updated_at = now() where id = $1",
      [post.id, message.slice(0, ERROR_LENGTH)],
    );
    context.log.error("Failed to publish scheduled post", { feature: "public_post", scheduled_post_id: post.id });
    return "failed";
  }
}

async function skip(context: BotContext, post: Post, why: string): Promise<"skipped"> {
  await context.pool.query(
    "update scheduled_posts set status = 'pending', last_error = $2, updated_at = now() where id = $1",
    [post.id, `public_post skipped: ${why}`],
  );
  context.log.info(`skipped: ${why}`, { feature: "public_post", guild_id: post.guild_id });
  return "skipped";
}
