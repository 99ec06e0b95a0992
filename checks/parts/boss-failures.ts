import { type BossLook, interval, numberAt, type Row, tableWithout, V10 } from "./boss-look.ts";
import { usefulWords } from "./boss-message.ts";
import { ERROR_TEXT } from "./boss-output.ts";

const CRON = "__pgboss__send-it";
/** Of the crons that are due every so many minutes; null for all others. */
const EVERY_MINUTES = String.raw`CASE cron WHEN '* * * * *' THEN 1
      ELSE nullif(substring(cron from '^\*/(\d{1,2}) \* \* \* \*$')::int, 0) END`;
const isBroken = "state = 'retry' OR (state = 'failed' AND completed_on > now() - $1::interval)";

/** pg-boss 10 moves failed jobs into the archive 12 h after they failed: both together are the history. */
function history(schema: string, where: string): string {
  const columns = "name, state::text AS state, started_on, completed_on, output";
  return `(SELECT ${columns} FROM ${schema}.job WHERE ${where} UNION ALL SELECT ${columns} FROM ${schema}.archive WHERE ${where})`;
}

/**
 * Jobs that failed for good within `since`, the archive included; those of pg-boss itself are told by the look `cron`. Facts: `count`, `queues`, `lastOn` (ISO or null), table
 * `rows` of name, count, lastOn, lastError (the error's name), lastMessage (its first useful words).
 */
export const failed: BossLook = {
  versions: [V10],
  sql: (schema) => `SELECT name, count(*) AS count, max(completed_on) AS "lastOn",
      (array_agg(output->>'name' ORDER BY completed_on DESC))[1] AS "lastError",
      (array_agg(${ERROR_TEXT} ORDER BY completed_on DESC))[1] AS "lastMessage",
      sum(count(*)) OVER () AS total, count(*) OVER () AS queues, max(max(completed_on)) OVER () AS last
    FROM ${history(schema, `state = 'failed' AND completed_on > now() - $1::interval AND name <> '${CRON}'`)} AS history
    GROUP BY name ORDER BY count(*) DESC, name`,
  values: ({ sinceMs }) => [interval(sinceMs)],
  facts: (rows) => {
    const queues = numberAt(rows, "queues");
    const plain = rows.map((row) => ({ ...row, lastMessage: usefulWords(row.lastMessage) }));
    return {
      count: numberAt(rows, "total"),
      queues,
      lastOn: rows[0]?.last ?? null,
      rows: tableWithout(plain, ["total", "queues", "last"], queues),
    };
  },
};

/**
 * The dispatch of schedules: pg-boss 10 sends all jobs of a minute by one internal job, `__pgboss__send-it`, and where one
 * of them cannot be inserted (its queue has no partition: code 23514) all of that minute are lost without a word. Facts:
 * `broken` (retrying + failed within `since`), `retrying`, `failed`, `code` and `message` of the last one (or null),
 * `lastFailedOn`, `lastCompletedOn`, `lastCompletedAgeSeconds` (or null), `schedules`, `everyMinutes` (of the schedule that
 * is due oftenest, where one is due every so many minutes; or null), `quietSeconds` (since the last dispatch, or since the
 * schedules were written where that is later: each start of the bot writes them), `missed` (how many dispatches of that
 * schedule fit into the quiet; or null). A cron knows whole minutes only, so that no pace divides these.
 */
export const cron: BossLook = {
  versions: [V10],
  sql: (schema) => `SELECT
      count(*) FILTER (WHERE state = 'retry') AS retrying,
      count(*) FILTER (WHERE state = 'failed' AND completed_on > now() - $1::interval) AS failed,
      (array_agg(output->>'code' ORDER BY coalesce(completed_on, started_on) DESC) FILTER (WHERE ${isBroken}))[1] AS code,
      (array_agg(${ERROR_TEXT} ORDER BY coalesce(completed_on, started_on) DESC) FILTER (WHERE ${isBroken}))[1] AS message,
      max(coalesce(completed_on, started_on)) FILTER (WHERE ${isBroken}) AS "lastFailedOn",
      max(completed_on) FILTER (WHERE state = 'completed') AS "lastCompletedOn",
      round(extract(epoch FROM now() - max(completed_on) FILTER (WHERE state = 'completed')))::float8
        AS "lastCompletedAgeSeconds",
      (SELECT count(*) FROM ${schema}.schedule) AS schedules,
      (SELECT min(${EVERY_MINUTES}) FROM ${schema}.schedule) AS "everyMinutes",
      round(extract(epoch FROM now() - greatest(max(completed_on) FILTER (WHERE state = 'completed'),
        (SELECT max(updated_on) FROM ${schema}.schedule))))::float8 AS "quietSeconds"
    FROM ${history(schema, `name = '${CRON}'`)} AS history`,
  values: ({ sinceMs }) => [interval(sinceMs)],
  facts: (rows) => ({
    broken: numberAt(rows, "retrying") + numberAt(rows, "failed"),
    ...rows[0],
    message: usefulWords(rows[0]?.message),
    missed: missedOf(rows[0]),
  }),
};

function missedOf({ everyMinutes, quietSeconds }: Row = {}): number | null {
  if (typeof everyMinutes !== "number" || typeof quietSeconds !== "number") return null;
  return Math.max(0, Math.floor(quietSeconds / (everyMinutes * 60)));
}
