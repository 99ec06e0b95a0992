import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { DeadLetter, Message, MessageLog } from "./message-log.ts";

export interface RestRequest {
  readonly method: string;
  /** Behind /v2/, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface RestAnswer {
  readonly status: number;
  readonly body?: unknown;
}

export interface RestContext {
  readonly log: MessageLog;
  readonly keys: { readonly current: string; readonly next: string };
  readonly publish: (message: Message) => void;
}

type Route = (context: RestContext, request: RestRequest, rest: string) => RestAnswer;

/** The REST paths that @upstash/qstash 2.12 uses and that a cockpit of opsmantik looks at. */
const ROUTES: readonly (readonly [method: string, prefix: string, route: Route])[] = [
  ["POST", "publish/", publish],
  ["GET", "events", listEvents],
  ["GET", "logs", listEvents],
  ["POST", "dlq/retry", retryDead],
  ["GET", "dlq/", oneDead],
  ["DELETE", "dlq/", removeDead],
  ["GET", "dlq", listDead],
  ["DELETE", "dlq", removeManyDead],
  ["GET", "messages/", oneMessage],
  ["DELETE", "messages/", cancel],
  ["GET", "queues/", () => notFound("queue not found")],
  ["GET", "queues", () => ({ status: 200, body: [] })],
  ["GET", "schedules", () => ({ status: 200, body: [] })],
  ["GET", "keys", ({ keys }) => ({ status: 200, body: keys })],
];

export function answerRest(context: RestContext, request: RestRequest): RestAnswer {
  for (const [method, prefix, route] of ROUTES) {
    const matches = prefix.endsWith("/") ? request.path.startsWith(prefix) : request.path === prefix;
    if (method === request.method && matches) return route(context, request, request.path.slice(prefix.length));
  }
  return notFound("not found");
}

function notFound(error: string): RestAnswer {
  return { status: 404, body: { error } };
}

function publish({ log, publish: send }: RestContext, request: RestRequest, url: string): RestAnswer {
  if (!/^https?:\/\//.test(url)) return { status: 400, body: { error: "invalid destination url" } };
  const message: Message = {
    messageId: `msg_${randomBytes(16).toString("hex")}`,
    url,
    method: header(request, "upstash-method") ?? "POST",
    header: { "Content-Type": [header(request, "content-type") ?? "application/json"] },
    body: request.body,
    maxRetries: Number(header(request, "upstash-retries") ?? 3),
    createdAt: Date.now(),
    callerIP: "127.0.0.1",
    retried: 0,
    state: "CREATED",
  };
  log.messages.set(message.messageId, message);
  log.record(message, "CREATED");
  send(message);
  return { status: 201, body: { messageId: message.messageId, url } };
}

function header(request: RestRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** A page of a list: `cursor` is the offset of the next page, absent on the last. */
function page<T>(items: readonly T[], query: URLSearchParams): { items: readonly T[]; cursor: { cursor?: string } } {
  const start = Number(query.get("cursor") ?? 0) || 0;
  const end = start + Math.min(Number(query.get("count") ?? 100) || 100, 1000);
  return { items: items.slice(start, end), cursor: end < items.length ? { cursor: String(end) } : {} };
}

function listEvents({ log }: RestContext, request: RestRequest): RestAnswer {
  const { query } = request;
  const state = query.get("state");
  const messageId = query.get("messageId");
  const from = Number(query.get("fromDate") ?? 0);
  const to = Number(query.get("toDate") ?? Number.POSITIVE_INFINITY);
  const found = log
    .events()
    .filter((event) => (state ? event.state === state : true) && (messageId ? event.messageId === messageId : true))
    .filter((event) => event.time >= from && event.time <= to);
  const { items, cursor } = page(found, query);
  return { status: 200, body: { ...cursor, events: items } };
}

function describe({ dlqId, message, createdAt, responseStatus, responseBody }: DeadLetter) {
  const { retried: _, state: __, ...rest } = message;
  return { ...rest, dlqId, createdAt, responseStatus, responseBody, responseHeader: {} };
}

function listDead({ log }: RestContext, { query }: RestRequest): RestAnswer {
  const { items, cursor } = page([...log.dead.values()].reverse().map(describe), query);
  return { status: 200, body: { ...cursor, messages: items } };
}

function oneDead({ log }: RestContext, _request: RestRequest, id: string): RestAnswer {
  const letter = log.dead.get(id);
  return letter ? { status: 200, body: describe(letter) } : notFound("dlq message not found");
}

function removeDead({ log }: RestContext, _request: RestRequest, id: string): RestAnswer {
  return log.dead.delete(id) ? { status: 200, body: {} } : notFound("dlq message not found");
}

function named({ log }: RestContext, { query, body }: RestRequest): DeadLetter[] {
  const ids = query.getAll("dlqIds").flatMap((ids) => ids.split(","));
  if (ids.length === 0 && body.includes("dlqIds")) {
    const parsed: unknown = JSON.parse(body);
    ids.push(...((parsed as { dlqIds?: string[] }).dlqIds ?? []));
  }
  const letters = ids.length > 0 ? ids.map((id) => log.dead.get(id)) : [...log.dead.values()];
  return letters.filter((letter) => letter !== undefined);
}

function removeManyDead(context: RestContext, request: RestRequest): RestAnswer {
  const letters = named(context, request);
  for (const { dlqId } of letters) context.log.dead.delete(dlqId);
  return { status: 200, body: { deleted: letters.length } };
}

/** A dead letter that is tried again is a new message; its old id stays in the log as FAILED. */
function retryDead(context: RestContext, request: RestRequest): RestAnswer {
  const responses = named(context, request).map(({ dlqId, message }) => {
    context.log.dead.delete(dlqId);
    const messageId = `msg_${randomBytes(16).toString("hex")}`;
    const again: Message = { ...message, messageId, createdAt: Date.now(), retried: 0, state: "CREATED" };
    context.log.messages.set(messageId, again);
    context.log.record(again, "CREATED");
    context.publish(again);
    return { messageId };
  });
  return { status: 200, body: { responses } };
}

function oneMessage({ log }: RestContext, _request: RestRequest, id: string): RestAnswer {
  const message = log.messages.get(id);
  if (!message) return notFound("message not found");
  const { retried: _, state: __, ...body } = message;
  return { status: 200, body };
}

function cancel({ log }: RestContext, _request: RestRequest, id: string): RestAnswer {
  const message = log.messages.get(id);
  if (!message) return notFound("message not found");
  log.messages.delete(id);
  log.record(message, "CANCELED");
  return { status: 202, body: {} };
}
