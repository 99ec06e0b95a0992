import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { jsonOf } from "../../../core/json-of.ts";
import { isRecord } from "../../process/json-lines.ts";
import { sameText } from "../callback-signature.ts";
import { flawOf } from "../identity-token.ts";
import { audit } from "./audit.ts";
import { replayLetters } from "./dead-letters.ts";
import { runTask } from "./run-task.ts";
import { setting, type Task, type WorkerContext } from "./worker-context.ts";

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly requestId?: string;
}

type Route = (context: WorkerContext, request: IncomingMessage) => Promise<Answer> | Answer;

/** Exact paths: a query makes it another one. Bodies have no envelope. */
const ROUTES: Readonly<Record<string, Route>> = {
  "GET /health": health,
  "POST /tasks": withToken(postTask),
  "POST /scrape": withToken(postTask),
  "POST /callbacks/replay": withToken(async (context) => ({
    status: 200,
    body: { ok: true, ...(await replayLetters(context)) },
  })),
};

export function serveTasks(context: WorkerContext): Server {
  return createServer((request, response) => {
    const route = ROUTES[`${request.method} ${request.url}`] ?? (() => ({ status: 404, body: { error: "Not Found" } }));
    void Promise.resolve(route(context, request))
      .catch(() => ({ status: 500, body: { error: "Task processing failed" } }))
      .then((answer) => send(context, response, answer));
  });
}

/** The Date header is of the same clock as the signatures. */
function send({ trouble }: WorkerContext, response: ServerResponse, { status, body, requestId }: Answer): void {
  const text = JSON.stringify(body);
  response.setHeader("Date", new Date(Date.now() + trouble.clockSkewS * 1000).toUTCString());
  response.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text),
    ...(requestId !== undefined && { "x-request-id": requestId }),
  });
  response.end(text);
}

/** `ok` is a constant: it says nothing about the database, dead letters or callbacks (nest-test 30, 96). */
function health(context: WorkerContext): Answer {
  const { queued, active, ...limits } = context.queue.stats();
  const policy = {
    queueProvider: setting(context, "QUEUE_PROVIDER") || "local",
    maxConcurrentTasks: limits.maxConcurrent,
    maxQueueSize: limits.maxQueueSize,
    taskTimeoutMs: limits.taskTimeoutMs,
    detailConcurrency: 2,
    detailDelayMs: 2000,
    browserFallbackConcurrency: "serial",
    outputStorageBackend: "filesystem",
    outputMode: "full",
  };
  return { status: 200, body: { ok: true, queue: { queued, active, ...limits }, policy } };
}

function withToken(route: Route): Route {
  return (context, request) => {
    const [scheme, token = ""] = (request.headers.authorization ?? "").split(" ");
    const allowed = scheme === "Bearer" && (isStatic(context, token) || isIdentity(context, token));
    return allowed ? route(context, request) : { status: 401, body: { error: "Unauthorized" } };
  };
}

function isStatic(context: WorkerContext, token: string): boolean {
  const due = setting(context, "TASKS_AUTH_TOKEN");
  return due !== "" && sameText(token, due);
}

/** Identity tokens count with Cloud Tasks only. */
function isIdentity(context: WorkerContext, token: string): boolean {
  if (setting(context, "QUEUE_PROVIDER") !== "cloud-tasks") return false;
  const due = {
    audience: setting(context, "TASKS_OIDC_AUDIENCE"),
    email: setting(context, "TASKS_SERVICE_ACCOUNT_EMAIL"),
  };
  return flawOf(token, setting(context, "LAB_IDENTITY_KEY"), due) === undefined;
}

/** Answers once the task has ended, as the real one does; 200 also when the scrape failed. */
async function postTask(context: WorkerContext, request: IncomingMessage): Promise<Answer> {
  const body = await readJson(request);
  const task = toTask(isRecord(body) && isRecord(body.payload) ? body.payload : body);
  if (!task) return { status: 400, body: { error: "Invalid task payload", details: [] } };
  const { requestId, sourceRunId } = task;
  const about = { queueProvider: "local", requestId };
  const ended = context.queue.add(() => runTask(context, task));
  if (!ended) {
    const rejected = { ok: false, status: "rejected", reason: "Queue is full", ...about, queue: context.queue.stats() };
    return { status: 429, requestId, body: rejected };
  }
  await audit(context, task, "WORKER_TASK_ACCEPTED");
  const outcome = (await ended) === "COMPLETED" ? "succeeded" : "failed";
  return {
    status: 200,
    requestId,
    body: { ok: true, status: "completed", outcome, ...about, runId: null, sourceRunId },
  };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return jsonOf(Buffer.concat(chunks).toString("utf8"));
}

function toTask(value: unknown): Task | undefined {
  if (!isRecord(value) || typeof value.source !== "string") return undefined;
  const text = (name: string) => (typeof value[name] === "string" ? value[name] : "");
  if (text("sourceRunId") === "" || text("callbackUrl") === "" || !URL.canParse(text("listingUrl"))) return undefined;
  return {
    sourceRunId: text("sourceRunId"),
    requestId: text("requestId"),
    callbackUrl: text("callbackUrl"),
    heartbeatUrl: text("heartbeatUrl"),
    callbackToken: text("callbackToken"),
    listingUrl: text("listingUrl"),
  };
}
