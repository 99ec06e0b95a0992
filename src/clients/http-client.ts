import { createHash } from "node:crypto";
import { buildConnector, Client, type Dispatcher } from "undici";
import { CheckError } from "../core/check-error.ts";
import type {
  HttpClient,
  HttpRequest,
  HttpResponse,
  HttpStreamed,
  HttpStreamRequest,
  LineReader,
} from "../core/clients.ts";
import { atPointer } from "../core/json-pointer.ts";
import type { HttpWriter, WriteRequest } from "../core/write-clients.ts";
import { type Outgoing, outgoing } from "./http-address.ts";
import { decodeBody, readBody } from "./http-body.ts";
import { readLines } from "./http-lines.ts";
import { createLogins } from "./http-logins.ts";
import { networkFailure } from "./network-failure.ts";
import type { Vault } from "./secret-vault.ts";
import { untilAborted } from "./until-aborted.ts";

const MAX_BYTES = 1024 * 1024;

/**
 * One connection a request, closed after it: a look proves that the way is open now, and a connection that the server
 * closes while it idles (half-closed keep-alive) never looks like a failure of the server. Nothing is sent twice, no
 * redirect is followed, and only the signal ends a wait.
 */
export function createHttpClient(vault: Vault): HttpClient {
  const send = <T>(request: HttpRequest, signal: AbortSignal, talk: Talk<T>): Promise<T> =>
    sent(untilAborted(outgoing(request, vault), signal), signal, talk, vault);
  const request = (asked: HttpRequest, signal: AbortSignal, eyes: Pick<Vault, "redact">): Promise<HttpResponse> =>
    send(asked, signal, (client, out) => exchange(client, out, asked, eyes)).then((answer) =>
      heard(answer, asked, vault),
    );
  const logins = createLogins<HttpRequest>(vault, {
    send: (asked, signal) => request(asked, signal, vault),
    raw: (asked, signal) => request(asked, signal, { redact: (text) => text }),
    now: Date.now,
  });
  return {
    request: ({ login, ...asked }, signal) =>
      login === undefined ? request(asked, signal, vault) : logins.request({ ...asked, login }, signal),
    stream: (request, onLine, signal) =>
      send(request, signal, (client, out) => listen(client, out, { request, onLine, vault })),
  };
}

/** As the client of looks, for the requests that change something; only a confirmed step is given one. */
export function createHttpWriter(vault: Vault): HttpWriter {
  const methods = ["POST", "PUT", "PATCH", "DELETE"] as const;
  const send = (request: WriteRequest, signal: AbortSignal): Promise<HttpResponse> => {
    const message = untilAborted(outgoing(request, vault, methods), signal);
    const answer = sent(message, signal, (client, out) => exchange(client, out, request, vault), vault);
    return answer.then((response) => heard(response, request, vault));
  };
  const raw = (request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> => {
    const asIs = { redact: (text: string) => text };
    const message = untilAborted(outgoing(request, vault), signal);
    return sent(message, signal, (client, out) => exchange(client, out, request, asIs), vault);
  };
  const logins = createLogins<WriteRequest>(vault, { send, raw, now: Date.now });
  return {
    send: (request, signal) =>
      request.login === undefined
        ? send(request, signal)
        : logins.request({ ...request, login: request.login }, signal),
  };
}

/** Credentials that were not taken are asked for anew by the next request: they may have been rotated. */
function heard(answer: HttpResponse, { headers = {} }: Pick<HttpRequest, "headers">, vault: Vault): HttpResponse {
  if (answer.status === 401) vault.refused(Object.values(headers));
  return answer;
}

async function sent<T>(written: Promise<Outgoing>, signal: AbortSignal, talk: Talk<T>, vault: Vault): Promise<T> {
  const message = await written;
  const line = openLine(message.origin);
  try {
    return await untilAborted(talk(line.client, message), signal, line.hangUp);
  } catch (error) {
    throw networkFailure(error, message.place, vault.redact);
  } finally {
    line.hangUp();
  }
}

type Talk<T> = (client: Client, out: Outgoing) => Promise<T>;

/** A connection that can be hung up at once, even while it is being made. */
function openLine(origin: string): { client: Client; hangUp: () => void } {
  const connect = buildConnector({ timeout: 0, maxCachedSessions: 0, allowH2: false });
  let socket: { destroy(): unknown } | undefined;
  const client = new Client(origin, {
    connect: (options, callback) => {
      socket = connect(options, callback) as unknown as { destroy(): unknown };
      return socket;
    },
    pipelining: 0,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: 64 * 1024,
    allowH2: false,
  });
  client.on("connectionError", () => {});
  return {
    client,
    hangUp: () => {
      socket?.destroy();
      client.destroy().catch(() => {});
    },
  };
}

interface Answer {
  readonly body: Dispatcher.ResponseData["body"];
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly began: number;
  readonly headersMs: number;
}

async function answerOf(client: Client, out: Outgoing): Promise<Answer> {
  const began = performance.now();
  const answer = await client.request({
    path: out.path,
    method: out.method,
    headers: out.headers,
    ...(out.body !== undefined && { body: out.body }),
  });
  answer.body.on("error", () => {});
  const headersMs = performance.now() - began;
  return { body: answer.body, status: answer.statusCode, headers: flat(answer.headers), began, headersMs };
}

async function exchange(
  client: Client,
  out: Outgoing,
  request: Pick<HttpRequest, "maxBytes" | "secretAt">,
  vault: Pick<Vault, "redact">,
): Promise<HttpResponse> {
  const maxBytes = request.maxBytes ?? MAX_BYTES;
  const { body, status, headers, began, headersMs } = await answerOf(client, out);
  const noBody = out.method === "HEAD" || maxBytes === 0;
  const raw = noBody ? Buffer.alloc(0) : await readBody(body, headers["content-length"], maxBytes);
  const text = await decodeBody(raw, headers["content-encoding"], maxBytes);
  const hidden = request.secretAt === undefined ? { text } : hideSecret(text, request.secretAt);
  return {
    status,
    headers: redacted(headers, vault),
    ...hidden,
    text: vault.redact(hidden.text),
    headersMs,
    tookMs: performance.now() - began,
  };
}

/** A JSON answer without the text at a pointer, and that text's hash. What is no such JSON is not shown at all. */
function hideSecret(text: string, pointer: string): { readonly text: string; readonly secretHash?: string } {
  try {
    const body: unknown = JSON.parse(text);
    const secret = atPointer(body, pointer);
    if (typeof secret !== "string" || secret === "") return { text };
    const shown = JSON.stringify(body, (_name, value: unknown) => (value === secret ? "" : value));
    return { text: shown, secretHash: createHash("sha256").update(secret).digest("hex") };
  } catch {
    return { text: "" };
  }
}

interface Listening {
  readonly request: HttpStreamRequest;
  readonly onLine: LineReader;
  readonly vault: Vault;
}

async function listen(client: Client, out: Outgoing, { request, onLine, vault }: Listening): Promise<HttpStreamed> {
  const { body, status, headers, began, headersMs } = await answerOf(client, out);
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding !== "identity") throw new CheckError("parse", "the answer is packed, though that was not asked for");
  const bounds = { maxBytes: request.maxBytes ?? MAX_BYTES, forMs: request.forMs };
  const ended = await readLines(body, bounds, (line) => onLine(vault.redact(line), { status }));
  return { status, headers: redacted(headers, vault), headersMs, tookMs: performance.now() - began, ended };
}

function flat(headers: Dispatcher.ResponseData["headers"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  );
}

/** A server that echoes what it was sent must not bring a secret into a fact. */
function redacted(headers: Record<string, string>, vault: Pick<Vault, "redact">): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, vault.redact(value)]));
}
