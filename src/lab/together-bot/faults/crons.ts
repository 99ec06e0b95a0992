import { runAsOwner } from "../../database/admin.ts";
import type { Fault } from "../../faults.ts";
import { waitUntil } from "../../process/wait-until.ts";
import type { TogetherBot } from "../running.ts";
import { OWNER } from "../schema.ts";

export function cronFaults(system: TogetherBot): readonly Fault[] {
  return [poisonedCron(system), cronStopped(system), orphanSchedule(system), scheduleMissing(system)];
}

/**
 * What migration 0008 and scripts/db-preflight.ts leave behind: a queue row without partition, and a schedule for it.
 * pg-boss inserts all crons of a minute in one statement, which fails, so each of them is lost or late.
 */
function poisonedCron({ pool }: TogetherBot): Fault {
  return {
    id: "poisoned-cron",
    title: "A schedule for a queue without partition spoils every cron of its minute",
    checks: ["cron-dispatch", "orphans"],
    summary: "23514|no partition",
    break: async () => {
      await pool.query("insert into public.queue (name) values ('weekly.oracle.publish') on conflict do nothing");
      await pool.query(
        `insert into public.schedule (name, cron, timezone, data, options) values ('weekly.oracle.publish', '* * * * *', 'UTC',
         '{"correlationId": "00000000-0000-0000-0000-000000000000", "guildId": "scheduler", "feature": "oracle",
           "action": "publish"}', '{}') on conflict do nothing`,
      );
      await waitUntil("a cron dispatch to fail", async () => ((await pool.query(SPOILED)).rowCount ?? 0) > 0, 60_000);
    },
    heal: async () => {
      await pool.query("delete from public.schedule where name = 'weekly.oracle.publish'");
      await waitUntil(
        "cron dispatch to be clean",
        async () => {
          await pool.query("delete from public.job where name = '__pgboss__send-it' and state <> 'completed'");
          return ((await pool.query(SPOILED)).rowCount ?? 0) === 0;
        },
        10_000,
      );
      await pool.query("delete from public.queue where name = 'weekly.oracle.publish'");
    },
  };
}

/** Of a database whose clock was ahead for a while: pg-boss waits until its own mark is past, and sends nothing till then. */
function cronStopped({ pool }: TogetherBot): Fault {
  return {
    id: "cron-stopped",
    title: "pg-boss's mark of the last cron lies in the future: no cron is dispatched, and nothing fails",
    checks: ["cron-dispatch"],
    summary: "No cron was dispatched",
    break: async () => {
      await pool.query("update public.version set cron_on = now() + interval '1 day'");
      await waitUntil("the last dispatch to end", async () => ((await pool.query(UNSENT)).rowCount ?? 0) === 0, 10_000);
      await pool.query(AGED);
    },
    heal: async () => {
      await pool.query("update public.version set cron_on = null");
      // As each start of the bot writes them: the crons have their time again.
      await pool.query("update public.schedule set updated_on = now()");
    },
  };
}

const UNSENT = "select 1 from public.job where name = '__pgboss__send-it' and state < 'completed'";
const AGED = `with dispatches as (update public.job set completed_on = completed_on - interval '8 minutes'
    where name = '__pgboss__send-it' and state = 'completed'),
  kept as (update public.archive set completed_on = completed_on - interval '8 minutes' where name = '__pgboss__send-it')
  update public.schedule set updated_on = updated_on - interval '8 minutes'`;
const SPOILED = "select 1 from public.job where name = '__pgboss__send-it' and state in ('retry', 'failed')";

function orphanSchedule({ pool }: TogetherBot): Fault {
  const name = "weekly.horoscope.publish";
  return {
    id: "orphan-schedule",
    title: `A schedule of an older release, ${name}, was never taken away`,
    checks: ["orphans"],
    summary: "weekly\\.horoscope\\.publish",
    break: () =>
      runAsOwner(
        pool,
        OWNER,
        `select public.create_queue('${name}', '{"policy": "standard"}');
         insert into public.schedule (name, cron, timezone, data, options)
         values ('${name}', '0 10 29 2 *', 'UTC', '{"guildId": "scheduler", "feature": "horoscope"}', '{}');`,
      ),
    heal: () =>
      runAsOwner(
        pool,
        OWNER,
        `delete from public.schedule where name = '${name}'; select public.delete_queue('${name}');`,
      ),
  };
}

function scheduleMissing({ pool }: TogetherBot): Fault {
  let saved: Record<string, unknown> | undefined;
  return {
    id: "schedule-missing",
    title: "The schedule of public.post.publish is gone, though it is enabled",
    checks: ["schedules"],
    summary: "public\\.post\\.publish",
    break: async () => {
      const { rows } = await pool.query<Record<string, unknown>>(
        "delete from public.schedule where name = 'public.post.publish' returning *",
      );
      saved = rows[0] ?? saved;
    },
    heal: async () => {
      await pool.query(
        "insert into public.schedule select * from jsonb_populate_record(null::public.schedule, $1) on conflict do nothing",
        [JSON.stringify(saved ?? {})],
      );
    },
  };
}
