import type pg from "pg";
import { hashPassword } from "./password.ts";

/** Whom the cockpit signs in as. */
export const OPS_EMAIL = "ops@example.com";
/** Those who search for jobs all day, and those who do so only when a fault wants more runs. */
export const EVERYDAY_USERS = 6;
export const USERS = 40;

const RECENT = 60;
const RUNS = 140;
const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;

export function emailOf(user: number): string {
  return `user${user}@example.com`;
}

export async function writeUsers(pool: pg.Pool, password: string): Promise<void> {
  const emails = [OPS_EMAIL, ...Array.from({ length: USERS }, (_, user) => emailOf(user))];
  await pool.query(
    `with people as (insert into users (email, role, password_hash)
       select email, case when email = $2 then 'admin' else 'user' end, $3 from unnest($1::text[]) as email returning id)
     insert into career_profiles (user_id, status) select id, 'READY' from people`,
    [emails, OPS_EMAIL, hashPassword(password)],
  );
  await pool.query(
    `insert into job_offers (title, category, employment_type, matched_at, expires_at)
     select 'Developer ' || i, 'it', 'b2b', now(), now() + interval '30 days' from generate_series(1, 30) i`,
  );
  await pool.query(
    `insert into scrape_schedules (user_id, enabled, cron, last_triggered_at, next_run_at, last_run_status)
     select id, 1, '0 */12 * * *', now(), now() + interval '1 day', 'COMPLETED' from users where email = $1`,
    [OPS_EMAIL],
  );
}

/**
 * A day of runs, many of them in its last hour: three of 140 have failed and four were retried, so that every window is
 * filled and every rate is good from the first second.
 */
export async function writeHistory(pool: pg.Pool, pace: number): Promise<void> {
  await pool.query(
    `insert into job_source_runs (user_id, listing_url, status, error, failure_type, total_found, scraped_count,
       created_at, started_at, last_heartbeat_at, finalized_at, completed_at)
     select (select id from users where email = 'user' || i % 6 || '@example.com'), 'https://it.example.com/praca?page=' || i,
       case when i in (58, 80, 110) then 'FAILED' else 'COMPLETED' end,
       case when i in (58, 80, 110) then '[network] fetch failed' end, case when i in (58, 80, 110) then 'network' end,
       3, 3, at, at, at, at, at
     from (select i, now() - make_interval(secs => case when i <= $1 then $3::float8 * i / ($1 + 1)
         else $3 + ($4::float8 - $3) * (i - $1) / ($2 - $1 + 1) end) as at
       from generate_series(1, $2::int) i) as numbered`,
    [RECENT, RUNS, HOUR_S / pace, DAY_S / pace],
  );
  await pool.query(
    `update job_source_runs set retry_count = 1, retry_of_run_id = (select id from job_source_runs
       where listing_url = 'https://it.example.com/praca?page=58')
     where listing_url in ('https://it.example.com/praca?page=5', 'https://it.example.com/praca?page=9',
       'https://it.example.com/praca?page=13', 'https://it.example.com/praca?page=15')`,
  );
  await pool.query(
    `insert into job_source_callback_events (source_run_id, event_id, request_id, status, received_at, created_at)
     select id, gen_random_uuid()::text, gen_random_uuid()::text, status, finalized_at, finalized_at from job_source_runs`,
  );
  await pool.query(
    `insert into scrape_execution_events (source_run_id, task_id, stage, status, code, created_at)
     select id, id::text, 'callback_dispatch', 'success', 'CALLBACK_ACCEPTED', finalized_at from job_source_runs`,
  );
}

/** Everything that runs have left. */
export async function forgetRuns(pool: pg.Pool): Promise<void> {
  await pool.query(
    `truncate job_source_runs, job_source_callback_events, job_source_run_events, scrape_execution_events,
       worker_task_executions, api_request_events, user_job_offers`,
  );
}

const TIMES: Readonly<Record<string, readonly string[]>> = {
  job_source_runs: ["created_at", "started_at", "last_heartbeat_at", "finalized_at", "completed_at"],
  job_source_callback_events: ["received_at", "created_at"],
  scrape_execution_events: ["created_at"],
  api_request_events: ["created_at"],
};

/** Moves everything that has happened so many seconds of real time into the past, as if one had waited. */
export async function letTimePass(pool: pg.Pool, pace: number, seconds: number): Promise<void> {
  for (const [table, columns] of Object.entries(TIMES)) {
    const moved = columns.map((column) => `${column} = ${column} - make_interval(secs => $1)`).join(", ");
    await pool.query(`update ${table} set ${moved}`, [seconds / pace]);
  }
}
