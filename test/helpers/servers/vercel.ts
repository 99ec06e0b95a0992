import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { type Listening, listen } from "./listen.ts";

interface Variable {
  id: string;
  key: string;
  value: string;
  type: "encrypted" | "sensitive";
  target: string[];
  comment?: string;
}
interface Made {
  readonly id: string;
  readonly createdAt: number;
  readonly meta: Record<string, string>;
  /** QSTASH_TOKEN as it was when it was made. */
  readonly value: string;
  looks: number;
}

/** What is done to the nth request that would change something: `lost` does it and hangs up, `swallowed` only hangs up. */
type Fate = "answered" | "lost" | "swallowed" | "refused";

export interface VercelServer extends Listening {
  readonly origin: string;
  readonly variables: Variable[];
  readonly deployments: Made[];
  /** Method and path of every request, in order. */
  readonly seen: string[];
  readonly fates: Fate[];
  /** Every value that a variable was given, in order. */
  readonly written: string[];
  /** After so many requests that would change something no token is good any more. */
  revokedAfter: number;
  /** A deployment is READY at this look; 2 by default. */
  readyAt: number;
  /** No token is good any more. */
  revoked: boolean;
  /** What somebody else does when a request has come, before it is answered. */
  meanwhile: (called: string) => void;
  /** What the app uses now. */
  live(): string;
}

type Route = (vercel: Vercel, id: string, body: Record<string, unknown>) => unknown;

const routes: readonly (readonly [RegExp, Route])[] = [
  [/^GET \/v9\/projects\/shop$/, (vercel) => vercel.project()],
  [
    /^GET \/v9\/projects\/shop\/env$/,
    ({ variables }) => ({ envs: variables.map((one) => ({ ...one, value: "hidden" })) }),
  ],
  [/^GET \/v9\/projects\/shop\/env\/(.+)$/, (vercel, id) => vercel.shown(id)],
  [/^PATCH \/v9\/projects\/shop\/env\/(.+)$/, (vercel, id, body) => vercel.changed(id, body)],
  [/^POST \/v10\/projects\/shop\/env$/, (vercel, _id, body) => vercel.made(body)],
  [/^GET \/v6\/deployments$/, (vercel) => vercel.list()],
  [/^GET \/v13\/deployments\/(.+)$/, (vercel, id) => vercel.one(id)],
  [/^POST \/v13\/deployments$/, (vercel, _id, body) => vercel.deploy(body.meta as Record<string, string>)],
  [/^POST \/v\d+\/projects\/prj\/(?:rollback|promote)\/(.+)$/, (vercel, id) => vercel.point(id)],
];

class Vercel {
  readonly variables: Variable[] = [
    { id: "e1", key: "QSTASH_TOKEN", value: "good-token-value", type: "encrypted", target: ["production"] },
  ];
  readonly deployments: Made[] = [{ id: "dpl_1", createdAt: 1000, meta: {}, value: "good-token-value", looks: 9 }];
  readonly seen: string[] = [];
  readonly fates: Fate[] = [];
  readonly written: string[] = [];
  readyAt = 2;
  revokedAfter = Number.POSITIVE_INFINITY;
  #changes = 0;
  revoked = false;
  meanwhile: VercelServer["meanwhile"] = () => undefined;
  #production = "dpl_1";

  fate(method: string, known: boolean): Fate {
    const revoked = this.revoked || this.#changes >= this.revokedAfter;
    if (revoked || !known) return "refused";
    if (method === "GET") return "answered";
    this.#changes += 1;
    return this.fates.shift() ?? "answered";
  }

  live(): string {
    return this.deployments.find(({ id }) => id === this.#production)?.value ?? "";
  }

  project() {
    return { id: "prj", name: "shop", targets: { production: { id: this.#production } } };
  }

  shown(id: string) {
    const found = this.variables.find((one) => one.id === id);
    const decrypted = found?.type === "encrypted";
    return found && { ...found, decrypted, value: decrypted ? found.value : "" };
  }

  changed(id: string, body: Record<string, unknown>) {
    const found = this.variables.find((one) => one.id === id);
    if (found) this.written.push(String(body.value));
    return found && Object.assign(found, body);
  }

  made(body: Record<string, unknown>) {
    const variable = { id: `e${this.variables.length + 1}`, ...body } as unknown as Variable;
    this.variables.push(variable);
    return { created: variable, failed: [] };
  }

  list() {
    const rows = this.deployments.map(({ id: uid, createdAt: created, meta }) => ({
      uid,
      created,
      meta,
      source: "redeploy",
    }));
    return { deployments: rows.toReversed() };
  }

  one(id: string) {
    const found = this.deployments.find((made) => made.id === id);
    if (!found) return undefined;
    found.looks += 1;
    if (found.looks === this.readyAt) this.#production = id;
    return {
      id,
      readyState: found.looks >= this.readyAt ? "READY" : "BUILDING",
      createdAt: found.createdAt,
      meta: found.meta,
    };
  }

  deploy(meta: Record<string, string> = {}) {
    const value = this.variables.find((variable) => variable.key === "QSTASH_TOKEN")?.value ?? "";
    const id = `dpl_${this.deployments.length + 1}`;
    this.deployments.push({ id, createdAt: Date.now(), meta, value, looks: 0 });
    return { id };
  }

  point(id: string) {
    this.#production = id;
    return {};
  }

  answer(called: string, body: string): unknown {
    for (const [path, route] of routes) {
      const found = path.exec(called);
      if (found) return route(this, found[1] ?? "", body === "" ? {} : JSON.parse(body));
    }
    return undefined;
  }
}

function answer(response: ServerResponse, body: unknown): void {
  response.statusCode = body === undefined ? 403 : 200;
  response.end(JSON.stringify(body ?? { error: { message: "Not authorized" } }));
}

/** A small Vercel: one project `shop` with variables and deployments that get READY at the second look. */
export async function startVercel(token: string): Promise<VercelServer> {
  const sockets = new Set<Socket>();
  const vercel = new Vercel();
  const handle = (request: IncomingMessage, response: ServerResponse, body: string): void => {
    const called = `${request.method} ${request.url?.split("?")[0]}`;
    vercel.seen.push(called);
    vercel.meanwhile(called);
    const known = request.headers.authorization === `Bearer ${token}`;
    const fate = vercel.fate(request.method ?? "", known);
    const done = fate === "answered" || fate === "lost" ? vercel.answer(called, body) : undefined;
    if (fate === "lost" || fate === "swallowed") request.socket.destroy();
    else answer(response, fate === "answered" ? (done ?? {}) : undefined);
  };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => handle(request, response, body));
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const listening = await listen(server, sockets);
  return Object.assign(vercel, listening, { origin: `http://127.0.0.1:${listening.port}` });
}
