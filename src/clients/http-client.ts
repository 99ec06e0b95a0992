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
import { type Outgoing, outgoing } from "./http-address.ts";
import { decodeBody, readBody } from "./http-body.ts";
import { readLines } from "./http-lines.ts";
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
  const send = async <T>(request: HttpRequest, signal: AbortSignal, talk: Talk<T>): Promise<T> => {
    const message = await untilAborted(outgoing(request, vault), signal);
    const line = openLine(message.origin);
    try {
      return await untilAborted(talk(line.client, message), signal, line.hangUp);
    } catch (error) {
      throw networkFailure(error, message.place, vault.redact);
    } finally {
      line.hangUp();
    }
  };
  return {
    request: (request, signal) => send(request, signal, (client, out) => exchange(client, out, request, vault)),
    stream: (request, onLine, signal) =>
      send(request, signal, (client, out) => listen(client, out, { request, onLine, vault })),
  };
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

async function exchange(client: Client, out: Outgoing, request: HttpRequest, vault: Vault): Promise<HttpResponse> {
  const maxBytes = request.maxBytes ?? MAX_BYTES;
  const { body, status, headers, began, headersMs } = await answerOf(client, out);
  const noBody = out.method === "HEAD" || maxBytes === 0;
  const raw = noBody ? Buffer.alloc(0) : await readBody(body, headers["content-length"], maxBytes);
  const text = await decodeBody(raw, headers["content-encoding"], maxBytes);
  return {
    status,
    headers: redacted(headers, vault),
    text: vault.redact(text),
    headersMs,
    tookMs: performance.now() - began,
  };
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
function redacted(headers: Record<string, string>, vault: Vault): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, vault.redact(value)]));
}
