import type { AsyncLocalStorage } from "node:async_hooks";
import { Client, Receiver } from "@upstash/qstash";
import type { Redis } from "ioredis";
import type pg from "pg";
import type { Era } from "../../system.ts";
import type { AppLog } from "./app-log.ts";

/** What the app gets from its deployment; the variables have the names of the real app. */
export interface AppConfig {
  readonly era: Era;
  readonly pace: number;
  readonly logFile: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What the platform is told of a request that was answered: the lines that it has logged, in order. */
export type AppNote = Pick<AppRequest, "method" | "path"> & {
  readonly status: number;
  readonly lines: readonly LoggedLine[];
};
export interface LoggedLine {
  readonly level: string;
  readonly message: string;
}

export interface AppContext {
  readonly config: AppConfig;
  /** The lines of the request that is being answered, libraries' included. */
  readonly lines: AsyncLocalStorage<LoggedLine[]>;
  readonly note: (note: AppNote) => void;
  /** As the service role. */
  readonly pool: pg.Pool;
  /** As anybody: for the ping of health. */
  readonly anon: pg.Pool;
  readonly redis: Redis | undefined;
  readonly qstash: Client;
  /** Undefined when a signing key is missing. */
  readonly receiver: Receiver | undefined;
  readonly log: AppLog;
}

export interface AppRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  readonly requestId: string;
}

export interface AppAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as text/plain, unless the headers say otherwise; anything else as JSON. */
  readonly body?: unknown;
}

export type Handler = (context: AppContext, request: AppRequest) => Promise<AppAnswer> | AppAnswer;

export function variable(context: AppContext, name: string): string {
  return context.config.env[name]?.trim() ?? "";
}

export function openQstash(env: AppConfig["env"]): Pick<AppContext, "qstash" | "receiver"> {
  const currentSigningKey = env.QSTASH_CURRENT_SIGNING_KEY ?? "";
  const nextSigningKey = env.QSTASH_NEXT_SIGNING_KEY || currentSigningKey;
  return {
    qstash: new Client({
      token: env.QSTASH_TOKEN ?? "",
      baseUrl: env.QSTASH_URL ?? "",
      enableTelemetry: false,
    }),
    receiver: currentSigningKey ? new Receiver({ currentSigningKey, nextSigningKey }) : undefined,
  };
}
