import { issueIdentityToken } from "../identity-token.ts";
import { type ApiContext, lapse, Refusal, variable } from "./api-context.ts";

export interface NewRun {
  readonly id: string;
  readonly userId: string;
  readonly listingUrl: string;
  readonly requestId: string;
}

export interface Dispatched {
  readonly provider: "local" | "worker-http";
  readonly outcome?: string;
  readonly warning?: string;
}

/** No shorter than this, whatever the pace: a busy machine is not a slow worker. */
const LEAST_MS = 3_000;

/**
 * Hands a run to the worker, which answers when the task has ended. Slower than the time-out: the run goes on and the
 * answer carries a warning. A refusal ends the run, which stays unlinked; an unreachable worker leaves it PENDING.
 */
export async function dispatch(context: ApiContext, run: NewRun): Promise<Dispatched> {
  const answer = await send(context, run);
  if (answer === "slow") {
    await running(context, run.id, "WORKER_HTTP");
    return { provider: "worker-http", warning: "Worker response timed out; the run continues in the background" };
  }
  if (answer.status >= 300) {
    await ended(context, run.id, `Worker rejected request: ${JSON.stringify(answer.body)}`);
    throw new Refusal(503, `Worker rejected request with ${answer.status}`);
  }
  await running(context, run.id, "WORKER_HTTP");
  return { provider: "local", outcome: String(answer.body.outcome) };
}

interface WorkerAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function send(context: ApiContext, run: NewRun): Promise<WorkerAnswer | "slow"> {
  const callbacks = variable(context, "API_PUBLIC_URL");
  const payload = {
    source: "pracuj-pl-it",
    sourceRunId: run.id,
    taskId: run.id,
    requestId: run.requestId,
    callbackUrl: `${callbacks}/api/job-sources/complete`,
    heartbeatUrl: `${callbacks}/api/job-sources/runs/${run.id}/heartbeat`,
    callbackToken: variable(context, "WORKER_CALLBACK_TOKEN"),
    userId: run.userId,
    listingUrl: run.listingUrl,
    limit: 20,
  };
  const timeout = Math.max(LEAST_MS, lapse(context, "WORKER_REQUEST_TIMEOUT_MS", 1 / 1000));
  try {
    const response = await fetch(variable(context, "WORKER_TASK_URL"), {
      method: "POST",
      headers: {
        authorization: `Bearer ${tokenFor(context)}`,
        "content-type": "application/json",
        "x-request-id": run.requestId,
      },
      body: JSON.stringify({ name: "scrape:source", payload }),
      signal: AbortSignal.timeout(timeout),
    });
    return { status: response.status, body: (await response.json()) as WorkerAnswer["body"] };
  } catch (error) {
    if (error instanceof Error && error.name === "TimeoutError") return "slow";
    throw new Refusal(500, `Worker request failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The static token, or what Cloud Tasks would send with the task: this lab has no queue between the two. */
function tokenFor(context: ApiContext): string {
  const audience = variable(context, "TASKS_OIDC_AUDIENCE");
  if (audience === "") return variable(context, "WORKER_AUTH_TOKEN");
  const email = variable(context, "TASKS_SERVICE_ACCOUNT_EMAIL");
  return issueIdentityToken(variable(context, "LAB_IDENTITY_KEY"), { audience, email }, context.config.pace);
}

async function running({ pool }: ApiContext, id: string, code: string): Promise<void> {
  await pool.query("update job_source_runs set status = 'RUNNING' where id = $1 and status = 'PENDING'", [id]);
  await pool.query(
    `insert into job_source_run_events (source_run_id, event_type, severity, code)
     select id, 'worker_task_dispatched', 'info', $2 from job_source_runs where id = $1`,
    [id, code],
  );
}

async function ended({ pool }: ApiContext, id: string, error: string): Promise<void> {
  await pool.query(
    `update job_source_runs set status = 'FAILED', failure_type = 'unknown', error = $2, finalized_at = now()
     where id = $1`,
    [id, error],
  );
  await pool.query(
    `insert into job_source_run_events (source_run_id, event_type, severity, code, message)
     values ($1, 'worker_dispatch_failed', 'error', 'WORKER_HTTP_REJECTED', $2)`,
    [id, error],
  );
}
