import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { listen } from "../helpers/servers/listen.ts";
import { startVercel, type VercelServer } from "../helpers/servers/vercel.ts";

export const GOOD = "good-token-value";

/** What the double's check of one name tells, so that the drill's own steps can be met. */
type Facts = Readonly<Record<string, unknown>>;

/** An app behind a small Vercel: it publishes while the token that is deployed is the good one. */
export interface DrillDouble extends AsyncDisposable {
  readonly base: string;
  readonly vercel: VercelServer;
  /** Values that were written into QSTASH_TOKEN, in order: `break` or `restore`. */
  readonly written: () => readonly string[];
  /** Deployments that were asked for. */
  readonly redeploys: () => number;
  /** Posts of the proof, by what the app made of them. */
  readonly posts: readonly string[];
}

export async function startDrillDouble(token: string): Promise<DrillDouble> {
  const vercel = await startVercel(token);
  vercel.readyAt = 1;
  const posts: string[] = [];
  const publishes = () => vercel.live() === GOOD;
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url ?? "/";
    if (request.method === "POST") posts.push(publishes() ? "queued" : "degraded");
    const facts = request.method === "POST" ? { outcome: posts.at(-1) } : factsOf(vercel, publishes())[path.slice(1)];
    response.writeHead(facts ? 200 : 404, { "content-type": "application/json" }).end(JSON.stringify(facts ?? {}));
  };
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    request.resume().on("end", () => answer(request, response));
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const listening = await listen(server, sockets);
  return {
    base: `http://127.0.0.1:${listening.port}`,
    vercel,
    posts,
    written: () => vercel.written.map((value) => (value === GOOD ? "restore" : "break")),
    redeploys: () => vercel.seen.filter((line) => line === "POST /v13/deployments").length,
    async [Symbol.asyncDispose]() {
      await listening[Symbol.asyncDispose]();
      await vercel[Symbol.asyncDispose]();
    },
  };
}

/** A window of 15 minutes is over as soon as the good token is deployed: the drill does not wait for it here. */
function factsOf({ deployments, variables }: VercelServer, publishes: boolean): Readonly<Record<string, Facts>> {
  const newest = deployments.at(-1);
  const failures = publishes ? 0 : 1;
  const token = variables.map(({ key, target }) => ({ key, target: target.join(", ") }));
  return {
    vercel: {
      projectId: "prj",
      deploymentId: newest?.id,
      readyState: "READY",
      createdAt: new Date(newest?.createdAt ?? 0).toISOString(),
      hostShows: "production",
      isNewest: true,
      env: token,
      verdict: "ok",
    },
    deploy: { branch: "master", commitMatches: true, edge: "fra1" },
    era: { worker: 403 },
    failures: { count15m: failures },
    quiet: { ok: true },
    watchtower: { failureCount: failures, failures, code: "WATCHTOWER_DEGRADED" },
  };
}
