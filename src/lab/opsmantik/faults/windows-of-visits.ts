import { waitUntil } from "../../process/wait-until.ts";
import type { Opsmantik } from "../running.ts";
import { GCLID_WINDOW, SESSIONS_WINDOW } from "../windows.ts";

/**
 * Makes the last hour as empty as if the trouble had begun an hour ago: nobody wants to wait for it. One visit from an
 * advertisement is left just outside that hour, so that the three-hour window keeps what it would have.
 */
export async function emptyLastHour({ context, pool, qstash }: Opsmantik): Promise<void> {
  await qstash.idle().catch(() => undefined);
  const seconds = SESSIONS_WINDOW / context.pace;
  await pool.query(
    `with gone as (select id from sessions where created_at >= now() - make_interval(secs => $1)),
      e as (delete from events where session_id in (select id from gone))
     delete from sessions where id in (select id from gone)`,
    [seconds],
  );
  await pool.query(
    `insert into sessions (site_id, created_at, created_month, gclid)
     select id, at, date_trunc('month', at at time zone 'utc')::date, 'Cj0KCQlab'
     from (select id, now() - make_interval(secs => $1) as at from sites limit 1) visit`,
    [seconds + 2],
  );
}

export async function visitsIn({ pool }: Opsmantik, seconds: number, condition = "true"): Promise<number> {
  const { rows } = await pool.query<{ count: string }>(
    `select count(*) from sessions where created_at >= now() - make_interval(secs => $1) and ${condition}`,
    [seconds],
  );
  return Number(rows[0]?.count ?? 0);
}

/** Sends visits until both windows have something in them again; another fault that is still on may prevent it. */
export async function refillWindows(system: Opsmantik): Promise<void> {
  const { pace } = system.context;
  await waitUntil(
    "visits to arrive",
    async () => {
      await system.traffic.visit();
      const sessions = await visitsIn(system, SESSIONS_WINDOW / pace);
      return sessions > 0 && (await visitsIn(system, GCLID_WINDOW / pace, "gclid is not null")) > 0;
    },
    15_000,
    200,
  ).catch((error: unknown) => system.context.log(`healed, but ${String(error)}: is another fault still on?`));
}
