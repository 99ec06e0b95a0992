import { randomBytes } from "node:crypto";
import { Agent, createServer, type IncomingMessage, request as openRequest, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../net/ports.ts";

/** What is wrong on the public side, between the app and those who ask. Deliveries by QStash come another way. */
export interface EdgeTrouble {
  /** Answers wait so long, or until the trouble ends. */
  slowMs: number;
  /** Answers arrive as bytes that mean nothing. */
  garbage: boolean;
}

/** Stands for Vercel's edge: the public address stays while deployments behind it come and go. */
/** One request that was answered, in whatever way. */
export interface EdgeAnswer {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
}

export interface Edge {
  readonly url: string;
  /** Tells of every request that is answered from now on. */
  onAnswer(heard: (answer: EdgeAnswer) => void): void;
  /** The port of the deployment that gets the requests; undefined: none does. */
  route(port: number | undefined): void;
  trouble(change: Partial<EdgeTrouble>): void;
  close(): Promise<void>;
}

interface EdgeState extends EdgeTrouble {
  port: number | undefined;
  over: AbortController;
  readonly agent: Agent;
  heard: (answer: EdgeAnswer) => void;
}

const GARBAGE = Buffer.concat([Buffer.from('{"ok":tr\u0000\u001b[2J'), Buffer.alloc(40, 0xfe), Buffer.from("<<<HEAD")]);

export async function openEdge(): Promise<Edge> {
  const port = await freePort();
  const agent = new Agent({ keepAlive: true, keepAliveMsecs: 10_000 });
  const over = new AbortController();
  const state: EdgeState = { port: undefined, slowMs: 0, garbage: false, over, agent, heard: () => undefined };
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    response.on("finish", () => state.heard({ method: request.method ?? "GET", path, status: response.statusCode }));
    void pass(state, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${port}`,
    route: (to) => {
      state.port = to;
    },
    onAnswer: (heard) => {
      state.heard = heard;
    },
    trouble: (change) => {
      Object.assign(state, change);
      if (state.slowMs > 0) return;
      state.over.abort();
      state.over = new AbortController();
    },
    close: async () => {
      state.over.abort();
      server.closeAllConnections();
      agent.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function pass(state: EdgeState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const id = `fra1::iad1::${randomBytes(3).toString("hex")}-${Date.now()}-${randomBytes(6).toString("hex")}`;
  const fromQstash = request.headers["upstash-signature"] !== undefined;
  if (state.slowMs > 0 && !fromQstash)
    await sleep(state.slowMs, undefined, { signal: state.over.signal }).catch(() => undefined);
  if (state.port === undefined) {
    request.resume();
    fail(response, id);
    return;
  }
  const garbage = state.garbage && !fromQstash;
  forward(state, request, id)
    .then((answer) => relay(answer, response, id, garbage))
    .catch(() => fail(response, id));
}

/** With the headers that Vercel adds to a request; a bastion's own `x-vercel-id` is replaced, as the real edge does. */
function forward(state: EdgeState, request: IncomingMessage, id: string): Promise<IncomingMessage> {
  const headers = {
    ...request.headers,
    "x-forwarded-for": request.socket.remoteAddress ?? "127.0.0.1",
    "x-vercel-id": id,
    "x-vercel-ip-city": "Istanbul",
    "x-vercel-ip-country": "TR",
    "x-vercel-ip-timezone": "Europe/Istanbul",
    "x-vercel-ip-as-number": "9121",
  };
  return new Promise((resolve, reject) => {
    const { agent, port } = state;
    const { url, method } = request;
    const outgoing = openRequest({ host: "127.0.0.1", port, path: url, method, headers, agent }, resolve);
    outgoing.on("error", reject);
    request.on("error", reject);
    request.pipe(outgoing);
  });
}

const HOP_BY_HOP = new Set(["connection", "keep-alive", "transfer-encoding", "date"]);

function relay(answer: IncomingMessage, response: ServerResponse, id: string, garbage: boolean): void {
  const byEdge = ["server", "Vercel", "x-vercel-cache", "MISS", "x-vercel-id", id];
  if (garbage) {
    answer.resume();
    response.writeHead(200, [...byEdge, "content-type", "application/json"]);
    response.end(GARBAGE);
    return;
  }
  const kept: string[] = [];
  for (let i = 0; i + 1 < answer.rawHeaders.length; i += 2) {
    const name = answer.rawHeaders[i] ?? "";
    if (!HOP_BY_HOP.has(name.toLowerCase())) kept.push(name, answer.rawHeaders[i + 1] ?? "");
  }
  response.writeHead(answer.statusCode ?? 502, [...kept, ...byEdge]);
  answer.pipe(response);
}

function fail(response: ServerResponse, id: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const code = "FUNCTION_INVOCATION_FAILED";
  response.writeHead(500, {
    server: "Vercel",
    "x-vercel-id": id,
    "x-vercel-error": code,
    "content-type": "text/plain",
  });
  response.end(`A server error has occurred\n\n${code}\n`);
}
