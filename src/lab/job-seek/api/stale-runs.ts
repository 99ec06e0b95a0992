import { type ApiContext, lapse } from "./api-context.ts";

const WATCHDOG = "[timeout] run stale watchdog: ";

/** Ends what has waited or been silent too long; of one user, since only that user's own requests do it. */
export async function endStaleRuns(context: ApiContext, userId: string): Promise<void> {
  const pending = lapse(context, "SCRAPE_STALE_PENDING_MINUTES", 60);
  const running = lapse(context, "SCRAPE_STALE_RUNNING_MINUTES", 60);
  await context.pool.query(
    `update job_source_runs set status = 'FAILED', failure_type = 'timeout', finalized_at = now(),
       error = $4 || case status when 'PENDING' then 'worker-not-started' else 'heartbeat-stopped-or-callback-missing' end
     where user_id = $1 and (
       (status = 'PENDING' and created_at < now() - make_interval(secs => $2)) or
       (status = 'RUNNING' and coalesce(last_heartbeat_at, created_at) < now() - make_interval(secs => $3)))`,
    [userId, pending / 1000, running / 1000, WATCHDOG],
  );
}

export interface Reconciled {
  readonly ok: true;
  readonly status: string;
  readonly reconciled: boolean;
  readonly reason?: "already-finalized" | "not-stale";
}

/** POST /api/ops/scrape/runs/:id/reconcile: one run, PENDING by the limit of RUNNING, too. */
export async function reconcile(context: ApiContext, id: string): Promise<Reconciled | undefined> {
  const { rows } = await context.pool.query<{ status: string; stale: boolean }>(
    `select status, coalesce(last_heartbeat_at, created_at) < now() - make_interval(secs => $2) as stale
     from job_source_runs where id = $1`,
    [id, lapse(context, "SCRAPE_STALE_RUNNING_MINUTES", 60) / 1000],
  );
  const run = rows[0];
  if (!run) return undefined;
  if (run.status === "COMPLETED" || run.status === "FAILED") {
    return { ok: true, status: run.status, reconciled: false, reason: "already-finalized" };
  }
  if (!run.stale) return { ok: true, status: run.status, reconciled: false, reason: "not-stale" };
  await context.pool.query(
    `update job_source_runs set status = 'FAILED', failure_type = 'timeout', finalized_at = now(),
       error = '[timeout] reconcile endpoint stale run: ' || $1::text where id = $1`,
    [id],
  );
  return { ok: true, status: "FAILED", reconciled: true };
}

/** POST /api/ops/reconcile-stale-runs: every run that is stale. */
export async function reconcileAll(context: ApiContext): Promise<{ scanned: number; reconciled: number }> {
  const { rows } = await context.pool.query<{ id: string }>(
    "select id from job_source_runs where status in ('PENDING', 'RUNNING')",
  );
  let reconciled = 0;
  for (const { id } of rows) if ((await reconcile(context, id))?.reconciled) reconciled += 1;
  return { scanned: rows.length, reconciled };
}
