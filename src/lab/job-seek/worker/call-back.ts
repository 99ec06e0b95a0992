import { createHash, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { audit } from "./audit.ts";
import { keepLetter } from "./dead-letters.ts";
import { sendSigned } from "./send-signed.ts";
import { setting, settingMs, type Task, type WorkerContext } from "./worker-context.ts";

export type Outcome =
  | { readonly status: "COMPLETED"; readonly jobs: readonly unknown[] }
  | { readonly status: "FAILED"; readonly error: string; readonly failureType: string };

/** Tells the API how a run ended: so many tries with growing pauses, then a dead letter. */
export async function callBack(context: WorkerContext, task: Task, outcome: Outcome): Promise<void> {
  const payload = payloadOf(context, task, outcome);
  const attempts = Number(setting(context, "WORKER_CALLBACK_RETRY_ATTEMPTS"));
  let reason = "";
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const failure = await deliver(context, task, payload);
    if (failure === undefined) {
      await audit(context, task, "CALLBACK_ACCEPTED", "success");
      return;
    }
    reason = failure;
    if (attempt === attempts) break;
    await audit(context, task, "CALLBACK_RETRY_SCHEDULED", "warning");
    await sleep(settingMs(context, "WORKER_CALLBACK_RETRY_BACKOFF_MS") * 2 ** (attempt - 1));
  }
  const { callbackUrl, callbackToken, requestId } = task;
  await keepLetter(context, { callbackUrl, callbackToken, requestId, payload, reason, createdAt: now() });
  await audit(context, task, "CALLBACK_DEAD_LETTERED", "failed");
}

function payloadOf({ trouble, config }: WorkerContext, task: Task, outcome: Outcome): Record<string, unknown> {
  const jobs = outcome.status === "COMPLETED" ? outcome.jobs : [];
  const spoiled = trouble.spoiled > 0 && outcome.status === "COMPLETED";
  if (spoiled) trouble.spoiled -= 1;
  // A release from before event ids sends none.
  const eventId = config.env.WORKER_SENDS_EVENT_IDS === "false" ? {} : { eventId: randomUUID() };
  const failure =
    outcome.status === "FAILED"
      ? { error: outcome.error, failureType: outcome.failureType, failureCode: "SCRAPE_LISTING_HTTP_FAILED" }
      : {};
  return {
    ...eventId,
    source: "pracuj-pl-it",
    runId: `run-${task.sourceRunId.slice(0, 8)}`,
    sourceRunId: task.sourceRunId,
    taskId: task.sourceRunId,
    attemptNo: 1,
    emittedAt: now(),
    payloadHash: createHash("sha256").update(JSON.stringify(jobs)).digest("hex"),
    listingUrl: task.listingUrl,
    status: outcome.status,
    jobs,
    scrapedCount: spoiled ? jobs.length + 1 : jobs.length,
    ...failure,
  };
}

/** What went wrong, or undefined. */
async function deliver(
  context: WorkerContext,
  task: Task,
  payload: Record<string, unknown>,
): Promise<string | undefined> {
  try {
    const status = await sendSigned(context, {
      url: task.callbackUrl,
      token: task.callbackToken,
      requestId: task.requestId,
      body: payload,
      sourceRunId: task.sourceRunId,
      status: String(payload.status),
      eventId: String(payload.eventId ?? ""),
    });
    return status < 300 ? undefined : `Callback rejected with status ${status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function now(): string {
  return new Date().toISOString();
}
