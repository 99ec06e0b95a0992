import type { BotContext, JobResult } from "./bot-context.ts";

export type DashboardTable = "duels" | "raids" | "pairs";

interface Dashboard {
  readonly id: string;
  readonly channel: string | null;
  readonly message_id: string | null;
}

/** Edits the one message of a dashboard; without an id every active one of the table. */
export async function refreshDashboard(context: BotContext, table: DashboardTable, id: unknown): Promise<JobResult> {
  const { rows } = await context.pool.query<Dashboard>(
    `select d.id, g.public_post_channel_id as channel, d.message_id from ${table} d join guild_settings g using (guild_id)
     where d.status = 'active' and ($1::text is null or d.id = $1)`,
    [typeof id === "string" ? id : null],
  );
  for (const { id: dashboardId, channel, message_id } of rows) {
    if (channel === null || message_id === null) continue;
    await context.discord.edit(channel, message_id);
    await context.pool.query(`update ${table} set updated_at = now() where id = $1`, [dashboardId]);
  }
  return { processed: rows.length };
}
