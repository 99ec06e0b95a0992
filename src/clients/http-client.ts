import { buildConnector, Client, type Dispatcher } from "undici";
import type { HttpClient, HttpRequest, HttpResponse } from "../core/clients.ts";
import { type Outgoing, outgoing } from "./http-address.ts";
import { decodeBody, readBody } from "./http-body.ts";
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
  return {
    async request(request, signal) {
      const message = await untilAborted(outgoing(request, vault), signal);
      const line = openLine(message.origin);
      try {
        return await untilAborted(exchange(line.client, message, request, vault), signal, line.hangUp);
      } catch (error) {
        throw networkFailure(error, message.place, vault.redact);
      } finally {
        line.hangUp();
      }
    },
  };
}

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

async function exchange(client: Client, out: Outgoing, request: HttpRequest, vault: Vault): Promise<HttpResponse> {
  const maxBytes = request.maxBytes ?? MAX_BYTES;
  const began = performance.now();
  const answer = await client.request({
    path: out.path,
    method: out.method,
    headers: out.headers,
    ...(out.body !== undefined && { body: out.body }),
  });
  answer.body.on("error", () => {});
  const headersMs = performance.now() - began;
  const headers = flat(answer.headers);
  const noBody = out.method === "HEAD" || maxBytes === 0;
  const raw = noBody ? Buffer.alloc(0) : await readBody(answer.body, headers["content-length"], maxBytes);
  const text = await decodeBody(raw, headers["content-encoding"], maxBytes);
  return {
    status: answer.statusCode,
    headers: redacted(headers, vault),
    text: vault.redact(text),
    headersMs,
    tookMs: performance.now() - began,
  };
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
