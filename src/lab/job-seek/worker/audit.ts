import type { Task, WorkerContext } from "./worker-context.ts";

type AuditStatus = "info" | "success" | "warning" | "failed";

/** One row of scrape_execution_events. The real worker goes on without its database, too: only the row is lost. */
export async function audit(
  { pool }: Pick<WorkerContext, "pool">,
  task: Pick<Task, "sourceRunId" | "requestId">,
  code: string,
  status: AuditStatus = "info",
): Promise<void> {
  const stage = code.startsWith("CALLBACK") ? "callback_dispatch" : "task_execution";
  await pool
    ?.query(
      `insert into scrape_execution_events (source_run_id, task_id, request_id, stage, status, code)
       values ($1::uuid, $1::uuid::text, $2, $3, $4, $5)`,
      [task.sourceRunId, task.requestId, stage, status, code],
    )
    .catch(() => undefined);
}
