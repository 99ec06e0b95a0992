import type pg from "pg";
import type { Gate } from "../net/gate.ts";
import type { NameServer } from "../net/name-server.ts";
import type { StatusPages } from "../outside/status-pages.ts";
import type { Child } from "../process/child-process.ts";
import type { Supervisor } from "../process/supervisor.ts";
import type { SystemContext } from "../system.ts";
import type { Origin } from "./origin.ts";
import type { ServerConfig } from "./server/server-context.ts";
import type { WorkerConfig } from "./worker/worker.ts";

/** What lies in the checkout on the operator's machine. */
export interface Checkout {
  /** stale: rendered before VPS_API_ORIGIN was known, so that whatever is deployed from it lacks that. */
  serverEnv: "current" | "stale";
}

/** What the VPS knows of itself. */
export interface Host {
  /** Commit of the checkout there. */
  head: string;
  readonly apiPort: number;
  /** nginx's port for the host itself. */
  readonly hostPort: number;
  readonly databaseUrl: string;
}

/** Everything of the running system that a fault can act on. */
export interface Pocketbrain {
  readonly context: SystemContext;
  /** The lab's own way to the database, past the gate. */
  readonly pool: pg.Pool;
  /** The way that the server and the host's scripts take. */
  readonly database: Gate;
  readonly redis: { readonly port: number; readonly password: string; readonly present: boolean };
  readonly server: Supervisor<ServerConfig>;
  readonly serverConfig: ServerConfig;
  readonly origin: Origin;
  /** The VPS's own door, 443: for the Worker and for whoever asks it directly. */
  readonly door: Gate;
  /** The way from Cloudflare to that door. */
  readonly route: Gate;
  readonly worker: Child;
  readonly workerConfig: WorkerConfig;
  readonly host: Host;
  readonly checkout: Checkout;
  readonly statusPages: StatusPages;
  /** Who tells the VPS's address. */
  readonly names: NameServer;
  /** The executable that stands for each command of the team. */
  readonly program: string;
}

export function serverBase({ serverConfig }: Pick<Pocketbrain, "serverConfig">): string {
  return `http://127.0.0.1:${serverConfig.port}`;
}
