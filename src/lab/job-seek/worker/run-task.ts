import { isRecord } from "../../process/json-lines.ts";
import { audit } from "./audit.ts";
import { callBack, type Outcome } from "./call-back.ts";
import { sendSigned } from "./send-signed.ts";
import { settingMs, type Task, type WorkerContext } from "./worker-context.ts";

/** One scrape: heartbeats while it reads the listing, then the callback. */
export async function runTask(context: WorkerContext, task: Task): Promise<Outcome["status"]> {
  await audit(context, task, "WORKER_TASK_STARTED");
  const beat = () => void heartbeat(context, task);
  beat();
  const timer = setInterval(beat, settingMs(context, "WORKER_HEARTBEAT_INTERVAL_MS"));
  try {
    const outcome = await scrape(context, task);
    await callBack(context, task, outcome);
    const done = outcome.status === "COMPLETED";
    await audit(context, task, done ? "WORKER_TASK_COMPLETED" : "WORKER_TASK_FAILED", done ? "success" : "failed");
    return outcome.status;
  } finally {
    clearInterval(timer);
  }
}

async function scrape(context: WorkerContext, { listingUrl }: Task): Promise<Outcome> {
  try {
    const limit = settingMs(context, "WORKER_TASK_TIMEOUT_MS");
    const response = await fetch(listingUrl, { signal: AbortSignal.timeout(limit) });
    if (!response.ok) {
      await response.body?.cancel();
      const error = `[network] listing answered ${response.status}`;
      return { status: "FAILED", error, failureType: "network" };
    }
    const body: unknown = await response.json();
    const jobs = isRecord(body) && Array.isArray(body.jobs) ? body.jobs : [];
    return { status: "COMPLETED", jobs };
  } catch (error) {
    const timedOut = error instanceof Error && error.name === "TimeoutError";
    const failureType = timedOut ? "timeout" : "network";
    return { status: "FAILED", error: `[${failureType}] ${timedOut ? "task timed out" : "fetch failed"}`, failureType };
  }
}

/** A heartbeat that fails is only logged. */
async function heartbeat(context: WorkerContext, task: Task): Promise<void> {
  await sendSigned(context, {
    url: task.heartbeatUrl,
    token: task.callbackToken,
    requestId: task.requestId,
    body: { phase: "listing_fetch", attempt: 1, pagesVisited: 1 },
    sourceRunId: task.sourceRunId,
    status: "HEARTBEAT",
    eventId: "heartbeat",
  }).catch(() => undefined);
}
