import { z } from "zod";
import { defineCheck } from "../src/core/check.ts";
import { CheckError } from "../src/core/check-error.ts";
import type { Clock } from "../src/core/clock.ts";
import { durationMs, targetName } from "../src/core/params.ts";
import { bossSchema, databaseUrl } from "./parts/database-params.ts";

/** pg-boss 10 does not poll oftener; counters of a backend reach the statistics up to a second late. */
const LEAST_POLL_MS = 500;
const LEAST_WATCH_MS = 4000;

const params = z.strictObject({
  database: databaseUrl,
  schema: bossSchema,
  application: z.string().default("pgboss").meta({ description: "The application_name of the workers' sessions." }),
  queue: z
    .string()
    .min(1)
    .meta({ description: "A queue that is nearly always idle, so that only its worker reads it." }),
  poll: durationMs.default(2000).meta({ description: "How often one worker fetches." }),
  watch: durationMs.default(10_000).meta({ description: "How long fetches are counted." }),
});

/**
 * How many processes work a pg-boss 10 schema. Nothing in the database names them. A process opens at most 10 connections:
 * more are of several. Each fetches from each of its queues once a poll interval (2 s by default), by an index of the
 * queue's partition, so that twice the scans hint at two; but other queries may read that index, too, and after a stall
 * what has waited comes at once. A look counts for `watch`, in two halves. Facts: `connections` (sessions with the workers'
 * application_name), `fetches` counted, `fetchesPerSecond`, `workers` (fetches in units of one worker, to one decimal),
 * `leastWorkers` (the same of the slower half).
 */
export const pgBossWorkers = defineCheck({
  kind: "pg-boss-workers",
  title: "pg-boss worker processes",
  params,
  target: (p) => targetName(p.database),
  takesMs: (p, pace) => watchMs(p, pace),
  async run({ params: p, clients, clock, pace, trace }, signal) {
    const read = async () => {
      const query = {
        database: p.database,
        text: scansOf(p.schema),
        values: [p.application, p.queue],
        statementMs: 5000,
      };
      const result = await clients.sql.read(query, signal);
      const { connections, scans } = result.rows[0] ?? {};
      if (typeof connections === "number" && typeof scans === "number") return { connections, scans, at: clock.mono() };
      throw new CheckError("config", `no queue ${p.queue} with a partition in the schema ${p.schema}`);
    };
    const half = watchMs(p, pace) / 2;
    const before = await read();
    await pause(clock, half, signal);
    const between = await read();
    await pause(clock, half, signal);
    const after = await read();
    const pollMs = Math.max(LEAST_POLL_MS, p.poll / pace);
    const perSecond = rate(before, after);
    // Who has gone while fetches were counted works no more.
    const workersBy = (fetches: number): number =>
      after.connections === 0 ? 0 : Math.round((fetches * pollMs) / 100) / 10;
    trace(
      `${after.scans - before.scans} index scans of ${p.queue} in ${Math.round(after.at - before.at)} ms, ${between.scans - before.scans} of them in the first half, ${after.connections} connections`,
    );
    return {
      connections: after.connections,
      fetches: after.scans - before.scans,
      fetchesPerSecond: Math.round(perSecond * 100) / 100,
      workers: workersBy(perSecond),
      leastWorkers: workersBy(Math.min(rate(before, between), rate(between, after))),
    };
  },
});

interface Count {
  readonly scans: number;
  readonly at: number;
}

function rate(from: Count, to: Count): number {
  return (to.scans - from.scans) / ((to.at - from.at) / 1000);
}

function watchMs({ watch }: z.output<typeof params>, pace: number): number {
  return Math.max(LEAST_WATCH_MS, watch / pace);
}

function scansOf(schema: string): string {
  return `
SELECT (SELECT count(*)::int FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()) AS connections,
  (SELECT coalesce(t.idx_scan, 0)::int FROM pg_stat_user_tables t
   JOIN "${schema}".queue q ON q.partition_name = t.relname WHERE q.name = $2 AND t.schemaname = '${schema}') AS scans`;
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      cancel();
      reject(new CheckError("aborted", "stopped while counting"));
    };
    const cancel = clock.after(ms, () => {
      signal.removeEventListener("abort", stop);
      resolve();
    });
    signal.addEventListener("abort", stop, { once: true });
  });
}
