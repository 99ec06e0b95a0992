import type pg from "pg";
import type { Gate } from "../net/gate.ts";
import type { Supervisor } from "../process/supervisor.ts";
import type { SystemContext } from "../system.ts";
import type { ApiConfig } from "./api/api-context.ts";
import type { Release } from "./release.ts";
import type { OidcEnv, Secrets } from "./settings.ts";
import type { Site } from "./site.ts";
import type { Traffic } from "./traffic.ts";
import type { WorkerConfig } from "./worker/worker-context.ts";

/** Everything of the running system that a fault can act on. */
export interface JobSeek {
  readonly context: SystemContext;
  /** The lab's own way to the database, past the gate. */
  readonly pool: pg.Pool;
  /** The way that API, worker and cockpit take to the database. */
  readonly database: Gate;
  /** The way that the worker takes to the API. */
  readonly callbackDoor: Gate;
  /** The public address of the web app. */
  readonly webDoor: Gate;
  readonly api: Supervisor<ApiConfig>;
  readonly worker: Supervisor<WorkerConfig>;
  /** The healthy settings. */
  readonly apiConfig: ApiConfig;
  readonly workerConfig: WorkerConfig;
  readonly site: Site;
  readonly traffic: Traffic;
  readonly files: Files;
  readonly release: Release;
  /** What the lab knows and its programs do not have to be asked for. */
  readonly secrets: Secrets;
  /** Whether API and worker know each other by identity tokens, as with Cloud Tasks, and the variables for it. */
  readonly oidc: OidcEnv & { on: boolean };
}

export interface Files {
  readonly deadLetters: string;
  readonly apiEnv: string;
  readonly release: string;
  readonly callbackSample: string;
}
