import type pg from "pg";
import type { TaskQueue } from "./task-queue.ts";

/** What the worker gets when it starts; the variables have the names of the real one. */
export interface WorkerConfig {
  readonly pace: number;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
}

export interface WorkerContext {
  readonly config: WorkerConfig;
  readonly queue: TaskQueue;
  /** Undefined without DATABASE_URL: then nothing is audited. */
  readonly pool: pg.Pool | undefined;
  readonly trouble: WorkerTrouble;
}

/** What a fault can set about a running worker. */
export interface WorkerTrouble {
  /** How far the clock that signs is off, in seconds. */
  clockSkewS: number;
  /** Callbacks to come whose numbers do not agree with each other. */
  spoiled: number;
}

export function setting({ config }: Pick<WorkerContext, "config">, name: string): string {
  return config.env[name] ?? "";
}

/** A variable in ms of real time, in ms of the lab's time. */
export function settingMs(context: Pick<WorkerContext, "config">, name: string): number {
  return Number(setting(context, name)) / context.config.pace;
}

/** One run, as the API hands it over. */
export interface Task {
  readonly sourceRunId: string;
  readonly requestId: string;
  readonly callbackUrl: string;
  readonly heartbeatUrl: string;
  readonly callbackToken: string;
  readonly listingUrl: string;
}
