import { randomUUID } from "node:crypto";
import { waitUntil } from "../../process/wait-until.ts";
import type { QueueName } from "../queues.ts";
import type { TogetherBot } from "../running.ts";

/** How long a fault may take until its rows are in the state that makes it a fault. */
const EFFECT_MS = 40_000;

export interface JobRow {
  readonly queue: QueueName;
  readonly data: Readonly<Record<string, unknown>>;
  readonly retryLimit?: number;
  readonly retryDelay?: number;
  /** How often it was tried again before; with it the job counts as started before. */
  readonly retryCount?: number;
}

const BASE_PAYLOAD = { guildId: "1180000000000000001", feature: "ops", action: "manual" } as const;

/** A job as `send` of pg-boss 10.1.5 would insert it; answers its id. */
export async function insertJob({ pool }: TogetherBot, row: JobRow): Promise<string> {
  const id = randomUUID();
  const data = { correlationId: randomUUID(), ...BASE_PAYLOAD, ...row.data };
  await pool.query(
    `insert into public.job (id, name, data, policy, retry_limit, retry_delay, retry_count, started_on)
     values ($1, $2, $3, 'standard', $4, $5, $6, case when $6::int > 0 then now() - interval '1 hour' end)`,
    [id, row.queue, JSON.stringify(data), row.retryLimit ?? 2, row.retryDelay ?? 0, row.retryCount ?? 0],
  );
  return id;
}

export async function forgetJobs({ pool }: TogetherBot, ids: readonly string[]): Promise<void> {
  await pool.query("delete from public.job where id = any($1::uuid[])", [ids]);
  await pool.query("delete from public.archive where id = any($1::uuid[])", [ids]);
}

export async function untilJobs(system: TogetherBot, ids: readonly string[], state: string): Promise<void> {
  await waitUntil(
    `jobs to be ${state}`,
    async () => {
      const { rows } = await system.pool.query<{ n: string }>(
        "select count(*) as n from public.job where id = any($1::uuid[]) and state = $2::public.job_state",
        [ids, state],
      );
      return Number(rows[0]?.n) === ids.length;
    },
    EFFECT_MS,
  );
}

/** Seconds that the oldest job of a queue waits beyond its start; 0 when none waits. */
async function oldestWaiting({ pool }: TogetherBot, queue: QueueName): Promise<number> {
  const { rows } = await pool.query<{ age: number }>(
    `select coalesce(extract(epoch from now() - min(start_after)), 0)::float8 as age
     from public.job where name = $1 and state < 'active' and start_after <= now()`,
    [queue],
  );
  return rows[0]?.age ?? 0;
}

export async function untilWaiting(system: TogetherBot, queue: QueueName, realSeconds: number): Promise<void> {
  const wanted = realSeconds / system.context.pace;
  await waitUntil(`${queue} to wait`, async () => (await oldestWaiting(system, queue)) > wanted, EFFECT_MS, 100);
}

export async function untilDrained(system: TogetherBot, queue: QueueName): Promise<void> {
  await waitUntil(`${queue} to drain`, async () => (await oldestWaiting(system, queue)) < 1, EFFECT_MS, 100);
}
