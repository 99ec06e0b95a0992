import { createServer, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { type Listening, listen } from "./listen.ts";

export interface FaultyHttp extends Listening {
  readonly origin: string;
  /** Bytes that the server could hand to its socket, over all connections: how much a client really took. */
  readonly sent: () => number;
}

type Fault = (socket: Socket, request: string) => void;

const JSON_HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

function whole(body: string | Buffer, head = JSON_HEAD): Fault {
  return (socket) => {
    socket.write(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n`);
    socket.write(body);
  };
}

function drip(socket: Socket, bytes: string, everyMs: number): void {
  let at = 0;
  const timer = setInterval(() => {
    if (at >= bytes.length || socket.destroyed) return clearInterval(timer);
    socket.write(bytes[at++] ?? "");
  }, everyMs);
}

/** Writes as fast as the client takes it, so that a client that stops reading stops the server. */
function pour(socket: Socket, chunk: Buffer, times: number): void {
  let left = times;
  const more = (): void => {
    while (left > 0 && !socket.destroyed) {
      left -= 1;
      if (!socket.write(chunk)) return void socket.once("drain", more);
    }
  };
  more();
}

const zeros = Buffer.alloc(64 * 1024, "0");

/** What a server can do wrong, by the path of the request. */
export const faults = {
  answers: whole('{"n":1,"text":"x","list":[1,2,3],"deep":{"ok":true}}'),
  "hangs-before-headers": () => {},
  "hangs-mid-headers": (socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-ty"),
  "hangs-mid-body": (socket) => socket.write(`${JSON_HEAD}content-length: 100\r\n\r\n{"n":`),
  "resets-before-headers": (socket) => socket.resetAndDestroy(),
  "resets-mid-body": (socket) => {
    socket.write(`${JSON_HEAD}content-length: 100\r\n\r\n{"n":`);
    setTimeout(() => socket.resetAndDestroy(), 10);
  },
  "ends-mid-body": (socket) => socket.end(`${JSON_HEAD}content-length: 100\r\n\r\n{"n":1}`),
  drips: (socket) => drip(socket, `${JSON_HEAD}content-length: 1000\r\n\r\n${"1".repeat(1000)}`, 20),
  "sends-30mb": (socket) => {
    socket.write(`${JSON_HEAD}content-length: ${480 * zeros.length}\r\n\r\n`);
    pour(socket, zeros, 480);
  },
  "never-ends": (socket) => {
    socket.write(`${JSON_HEAD}transfer-encoding: chunked\r\n\r\n`);
    pour(socket, Buffer.concat([Buffer.from("10000\r\n"), zeros, Buffer.from("\r\n")]), 1e9);
  },
  "gzip-bomb": whole(gzipSync(Buffer.alloc(20 * 1024 * 1024)), `${JSON_HEAD}content-encoding: gzip\r\n`),
  gzips: whole(gzipSync('{"n":1}'), `${JSON_HEAD}content-encoding: gzip\r\n`),
  "gzips-badly": whole(gzipSync('{"n":1}').subarray(0, 12), `${JSON_HEAD}content-encoding: gzip\r\n`),
  "says-json-sends-html": whole("<!doctype html><title>502</title>"),
  "sends-html": whole("<html><body>Bad gateway</body></html>", "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n"),
  "says-text": whole('{"n":1}', "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n"),
  "says-nothing": whole('{"n":1}', "HTTP/1.1 200 OK\r\n"),
  "truncated-json": whole('{"n":1,"te'),
  "empty-body": whole(""),
  "wrong-types": whole('{"n":"one","text":{"a":1},"list":"no","deep":[1]}'),
  "escape-sequences": whole('{"n":1,"text":"\\u001b[2J\\u001b]0;owned\\u0007hi","\\u001b[31mred":1}'),
  bom: whole('\ufeff{"n":1}'),
  "big-number": whole('{"n":1e999,"text":12345678901234567000}'),
  "proto-key": whole('{"__proto__":{"n":7},"constructor":1}'),
  redirects: whole("", "HTTP/1.1 308 Permanent Redirect\r\nlocation: /answers\r\n"),
  "refuses-secret": whole(
    '{"error":"forbidden","code":"CRON_FORBIDDEN"}',
    "HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\n",
  ),
  throttles: whole(
    '{"error":"Rate limit"}',
    "HTTP/1.1 429 Too Many\r\ncontent-type: application/json\r\nretry-after: 7\r\n",
  ),
  "throttles-by-500": whole(
    '{"statusCode":500,"message":"Rate limit exceeded"}',
    "HTTP/1.1 500 Oops\r\ncontent-type: application/json\r\nx-ratelimit-remaining: 0\r\n",
  ),
  "fails-500": whole(
    '{"statusCode":500,"code":"ECONNREFUSED","message":"connect ECONNREFUSED 10.0.0.1:5432"}',
    "HTTP/1.1 500 Oops\r\ncontent-type: application/json\r\n",
  ),
  "fails-502-html": whole("<html>bad gateway</html>", "HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\n"),
  "no-http": (socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n"),
  "huge-headers": (socket) => socket.write(`HTTP/1.1 200 OK\r\nx-big: ${"a".repeat(200_000)}\r\n\r\n`),
  "half-closes": (socket) => socket.end(`${JSON_HEAD}connection: keep-alive\r\ncontent-length: 7\r\n\r\n{"n":1}`),
  "echoes-request": (socket, request) => whole(JSON.stringify({ request }))(socket, request),
  "no-content": (socket) => socket.write("HTTP/1.1 204 No Content\r\nx-opsmantik-consent-missing: analytics\r\n\r\n"),
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;

/** A server on loopback that does the fault that the path names: `http://127.0.0.1:PORT/hangs-mid-body`. */
export async function startFaultyHttp(): Promise<FaultyHttp> {
  const sockets = new Set<Socket>();
  let sent = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    let request = "";
    const read = (chunk: Buffer): void => {
      request += chunk.toString("latin1");
      if (!request.includes("\r\n\r\n")) return;
      const name = /^[A-Z]+ \/([\w-]+)/.exec(request)?.[1] ?? "";
      socket.off("data", read);
      socket.resume();
      (faults as Record<string, Fault>)[name]?.(socket, request);
    };
    socket.on("data", read);
    socket.on("error", () => {});
    socket.on("close", () => {
      sent += socket.bytesWritten;
      sockets.delete(socket);
    });
  });
  const listening = await listen(server, sockets);
  return { ...listening, origin: `http://127.0.0.1:${listening.port}`, sent: () => sent };
}
