import { FAILURES_WINDOW, GCLID_WINDOW, SESSIONS_WINDOW } from "../windows.ts";
import type { AppContext } from "./app-context.ts";

/** -1: could not be counted. */
export interface Counts {
  readonly sessions: number;
  readonly gclid: number;
  readonly failures: number;
  readonly drift: number;
}

const SESSIONS = "select count(*) from sessions where created_at >= now() - make_interval(secs => $1)";
const FAILURES = "select count(*) from ingest_publish_failures where created_at >= now() - make_interval(secs => $1)";
const DRIFT = `select count(distinct site_id) from billing_reconciliation_jobs
  where updated_at >= now() - make_interval(secs => $1) and last_drift_pct > 1`;

export async function countTraffic(context: AppContext): Promise<Counts> {
  const { era } = context.config;
  const [sessions, gclid, failures, drift] = await Promise.all([
    count(context, SESSIONS, SESSIONS_WINDOW),
    count(context, `${SESSIONS} and gclid is not null`, GCLID_WINDOW),
    era === "A" ? 0 : count(context, FAILURES, FAILURES_WINDOW),
    era === "H" ? count(context, DRIFT, SESSIONS_WINDOW) : 0,
  ]);
  return { sessions, gclid, failures, drift };
}

async function count(context: AppContext, sql: string, seconds: number): Promise<number> {
  try {
    const { rows } = await context.pool.query<{ count: string }>(sql, [seconds / context.config.pace]);
    return Number(rows[0]?.count ?? -1);
  } catch {
    return -1;
  }
}
