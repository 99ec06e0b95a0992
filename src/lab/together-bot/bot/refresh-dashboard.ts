import type { BotContext, JobResult } from "./bot-context.ts";

/** What one projection edits: all of its active rows, or those with one id. */
const MESSAGES = {
  duels: "select public_channel_id as channel, scoreboard_message_id as message from duels",
  raids: "select public_channel_id as channel, progress_message_id as message from raids",
  pairs: "select private_channel_id as channel, pair_home_message_id as message from pairs",
} as const;

export type DashboardTable = keyof typeof MESSAGES;

interface Message {
  readonly channel: string | null;
  readonly message: string | null;
}

/**
 * Edits the one message of a dashboard; without an id every active one of the table. One that names no message is passed
 * over, and the job is completed all the same: so does the real bot.
 */
export async function refreshDashboard(context: BotContext, table: DashboardTable, id: unknown): Promise<JobResult> {
  const { rows } = await context.pool.query<Message>(
    `${MESSAGES[table]} where status = 'active' and ($1::text is null or id = $1)`,
    [typeof id === "string" ? id : null],
  );
  for (const { channel, message } of rows) {
    if (channel !== null && message !== null) await context.discord.edit(channel, message);
  }
  return { processed: rows.length };
}

interface Guild extends Message {
  readonly guild: string;
}

/** The weekly oracle of all guilds ("scheduler") or of one; the first time it is posted. */
export async function publishOracle(context: BotContext, guildId: string): Promise<JobResult> {
  const { rows } = await context.pool.query<Guild>(
    `select guild_id as guild, oracle_channel_id as channel, oracle_message_id as message from guild_settings
     where oracle_channel_id is not null and $1 in ('scheduler', guild_id)`,
    [guildId],
  );
  let created = 0;
  for (const { guild, channel, message } of rows) {
    if (channel === null) continue;
    if (message !== null) await context.discord.edit(channel, message);
    else {
      const id = await context.discord.post(channel, "The oracle of the week");
      await context.pool.query(
        "update guild_settings set oracle_message_id = $2, updated_at = now() where guild_id = $1",
        [guild, id],
      );
      created += 1;
    }
  }
  return { processed: rows.length, created, updated: rows.length - created, failed: 0 };
}

/** The card of a month of every guild that has a hall, whatever guild the job names. */
export async function refreshHall(context: BotContext, monthKey: unknown): Promise<JobResult> {
  const month = typeof monthKey === "string" ? monthKey : new Date().toISOString().slice(0, 7);
  await context.pool.query(
    `insert into monthly_hall_cards (id, guild_id, month_key, channel_id)
     select gen_random_uuid(), guild_id, $1, hall_channel_id from guild_settings where hall_channel_id is not null
     on conflict do nothing`,
    [month],
  );
  const { rows } = await context.pool.query<Message & { readonly id: string }>(
    "select id, channel_id as channel, message_id as message from monthly_hall_cards where month_key = $1",
    [month],
  );
  for (const { id, channel, message } of rows) {
    if (channel === null) continue;
    if (message !== null) await context.discord.edit(channel, message);
    const shown = message ?? (await context.discord.post(channel, `The hall of ${month}`));
    await context.pool.query("update monthly_hall_cards set message_id = $2, updated_at = now() where id = $1", [
      id,
      shown,
    ]);
  }
  return { processed: rows.length, failed: 0 };
}
