import pg from "pg";
import { isRecord } from "../../process/json-lines.ts";
import { openParentChannel } from "../../process/parent-channel.ts";
import { createTaskQueue } from "./task-queue.ts";
import { serveTasks } from "./task-server.ts";
import { setting, type WorkerConfig, type WorkerContext, type WorkerTrouble } from "./worker-context.ts";

/** The simulated worker. */
export async function runJobSeekWorker(): Promise<void> {
  const channel = await openParentChannel(async () => undefined);
  const config = channel.config as WorkerConfig;
  const context = createContext(config);
  channel.onCall(async (command, value) => {
    if (command !== "trouble" || !isRecord(value)) throw new Error(`no such call: ${command}`);
    Object.assign(context.trouble, value satisfies Partial<Record<keyof WorkerTrouble, unknown>>);
    return null;
  });
  const server = serveTasks(context);
  await new Promise<void>((resolve) => server.listen(config.port, "127.0.0.1", resolve));
  channel.ready({});
}

function createContext(config: WorkerConfig): WorkerContext {
  const number = (name: string) => Number(setting({ config }, name));
  const queue = createTaskQueue({
    maxConcurrent: number("WORKER_MAX_CONCURRENT_TASKS"),
    maxQueueSize: number("WORKER_MAX_QUEUE_SIZE"),
    taskTimeoutMs: number("WORKER_TASK_TIMEOUT_MS"),
  });
  const trouble: WorkerTrouble = { clockSkewS: 0, spoiled: 0 };
  return { config, queue, pool: openPool(config), trouble };
}

function openPool({ env }: WorkerConfig): pg.Pool | undefined {
  if (!env.DATABASE_URL) return undefined;
  const pool = new pg.Pool({
    connectionString: env.DATABASE_URL,
    application_name: "job-seek-worker",
    max: 2,
    connectionTimeoutMillis: 1_000,
    query_timeout: 2_000,
  });
  pool.on("error", () => undefined);
  return pool;
}
