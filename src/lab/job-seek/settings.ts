import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Identity } from "./identity-token.ts";

export interface Secrets {
  readonly owner: string;
  readonly callback: string;
  readonly signing: string;
  readonly tasks: string;
  readonly internal: string;
  readonly jwt: string;
  /** What signs identity tokens here, as Google's keys do. */
  readonly identity: string;
  /** Of every user of the lab's API, the cockpit's among them. */
  readonly password: string;
}

export function makeSecrets(): Secrets {
  const secret = () => randomBytes(16).toString("hex");
  return {
    owner: secret(),
    callback: `callback_${secret()}`,
    signing: `signing_${secret()}`,
    tasks: `tasks_${secret()}`,
    internal: `internal_${secret()}`,
    jwt: secret(),
    identity: secret(),
    password: secret(),
  };
}

export interface Addresses {
  readonly databaseUrl: string;
  /** What the worker calls back: the API behind a door that a fault can shut. */
  readonly callbackUrl: string;
  readonly workerUrl: string;
  readonly dir: string;
}

/** The variables of the API; limits of users are high, so that a fault can be seen from a few of them. */
export function apiEnv(secrets: Secrets, { databaseUrl, callbackUrl, workerUrl }: Addresses): Record<string, string> {
  return {
    API_PREFIX: "api",
    DATABASE_URL: databaseUrl,
    JWT_SECRET: secrets.jwt,
    API_PUBLIC_URL: callbackUrl,
    WORKER_TASK_URL: `${workerUrl}/tasks`,
    WORKER_AUTH_TOKEN: secrets.tasks,
    WORKER_REQUEST_TIMEOUT_MS: "5000",
    WORKER_CALLBACK_TOKEN: secrets.callback,
    WORKER_CALLBACK_SIGNING_SECRET: secrets.signing,
    WORKER_CALLBACK_SIGNATURE_TOLERANCE_SEC: "300",
    OPS_INTERNAL_TOKEN: secrets.internal,
    LAB_IDENTITY_KEY: secrets.identity,
    SCRAPE_ENQUEUE_IDEMPOTENCY_TTL_SEC: "30",
    SCRAPE_MAX_ACTIVE_RUNS_PER_USER: "200",
    SCRAPE_DAILY_ENQUEUE_LIMIT_PER_USER: "5000",
    SCRAPE_MAX_RETRY_CHAIN_DEPTH: "5",
    SCRAPE_STALE_PENDING_MINUTES: "15",
    SCRAPE_STALE_RUNNING_MINUTES: "720",
  };
}

/** The variables of the worker; what is not named here is not read. */
export function workerEnv(secrets: Secrets, { databaseUrl, dir }: Addresses): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    TASKS_AUTH_TOKEN: secrets.tasks,
    WORKER_CALLBACK_SIGNING_SECRET: secrets.signing,
    WORKER_MAX_CONCURRENT_TASKS: "1",
    WORKER_MAX_QUEUE_SIZE: "10",
    WORKER_TASK_TIMEOUT_MS: "180000",
    WORKER_HEARTBEAT_INTERVAL_MS: "10000",
    WORKER_CALLBACK_RETRY_ATTEMPTS: "3",
    WORKER_CALLBACK_RETRY_BACKOFF_MS: "1000",
    WORKER_DEAD_LETTER_DIR: join(dir, "dead-letter"),
    LAB_CALLBACK_SAMPLE: join(dir, "callback-sample.json"),
    LAB_IDENTITY_KEY: secrets.identity,
  };
}

const OF_TASKS = "tasks@lab.iam.gserviceaccount.com";
const OF_WORKER = "worker@lab.iam.gserviceaccount.com";

export interface OidcEnv {
  readonly api: Readonly<Record<string, string>>;
  readonly worker: Readonly<Record<string, string>>;
  /** What a person's `gcloud auth print-identity-token` has to name. */
  readonly caller: Identity;
}

/** Cloud Tasks with OIDC: identity tokens both ways, and no static token any more. */
export function oidcEnv({ apiUrl, workerUrl }: { readonly apiUrl: string; readonly workerUrl: string }): OidcEnv {
  const tasks = { TASKS_OIDC_AUDIENCE: workerUrl, TASKS_SERVICE_ACCOUNT_EMAIL: OF_TASKS };
  return {
    api: {
      ...tasks,
      WORKER_AUTH_TOKEN: "",
      WORKER_CALLBACK_TOKEN: "",
      WORKER_CALLBACK_OIDC_AUDIENCE: apiUrl,
      WORKER_CALLBACK_OIDC_SERVICE_ACCOUNT_EMAIL: OF_WORKER,
    },
    worker: {
      ...tasks,
      QUEUE_PROVIDER: "cloud-tasks",
      TASKS_AUTH_TOKEN: "",
      WORKER_CALLBACK_OIDC_AUDIENCE: apiUrl,
      LAB_SERVICE_ACCOUNT: OF_WORKER,
    },
    caller: { audience: workerUrl, email: OF_TASKS },
  };
}

/** As a file of KEY=value lines, which is where the API's host keeps them. */
export function dotenv(env: Readonly<Record<string, string>>): string {
  return Object.entries(env)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}
