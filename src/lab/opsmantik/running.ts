import type pg from "pg";
import type { Gate } from "../net/gate.ts";
import type { RestServer } from "../outside/rest-server.ts";
import type { SentryDouble } from "../outside/sentry-double.ts";
import type { StatusPages } from "../outside/status-pages.ts";
import type { SystemContext } from "../system.ts";
import type { Deployment } from "./deployment.ts";
import type { Edge } from "./edge.ts";
import type { QstashDouble } from "./qstash/qstash-double.ts";
import type { Traffic } from "./traffic.ts";

/** Everything of the running system that a fault can act on. */
export interface Opsmantik {
  readonly context: SystemContext;
  /** The lab's own way to the database, past the gate. */
  readonly pool: pg.Pool;
  /** The way that the app and the cockpit take. */
  readonly database: Gate;
  readonly redis: { readonly port: number; readonly password: string; readonly present: boolean };
  readonly qstash: QstashDouble;
  readonly edge: Edge;
  readonly deployment: Deployment;
  /** The services around it, as the cockpit asks them. */
  readonly outside: { readonly vercel: RestServer; readonly sentry: SentryDouble; readonly status: StatusPages };
  readonly traffic: Traffic;
  /** The variables of the healthy deployment. */
  readonly env: Readonly<Record<string, string>>;
}
