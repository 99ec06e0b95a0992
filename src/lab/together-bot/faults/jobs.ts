import { randomUUID } from "node:crypto";
import pg from "pg";
import type { Fault } from "../../faults.ts";
import type { QueueName } from "../queues.ts";
import type { TogetherBot } from "../running.ts";
import { forgetJobs, insertJob, untilDrained, untilJobs, untilWaiting } from "./job-rows.ts";

export function jobFaults(system: TogetherBot): readonly Fault[] {
  return [stuckActive(system), failedJobs(system), flappingJob(system), starvingQueue(system)];
}

/** A payload that the hall's worker takes: taken back, the job is done. */
const HALL = { correlationId: randomUUID(), guildId: "scheduler", feature: "monthly_hall", action: "refresh" };

/** The key of the lock that pg-boss 10.1.5 takes for its maintenance. */
const MAINTENANCE_LOCK = `('x' || encode(sha224((current_database() || '.pgboss.public')::bytea), 'hex'))::bit(64)::bigint`;

/**
 * A forgotten session of the bot's own role holds the maintenance lock, so nobody takes the jobs back from a worker that
 * died with them. It may be ended by anybody of that role.
 */
function stuckActive(system: TogetherBot): Fault {
  let holder: pg.Pool | undefined;
  let ids: string[] = [];
  return {
    id: "stuck-active",
    title: "Jobs stay active past their expiry: a session holds pg-boss's maintenance lock",
    checks: ["expired"],
    summary: "active past",
    break: async () => {
      holder = new pg.Pool({
        connectionString: system.config.databaseUrl,
        application_name: "psql",
        max: 1,
        idleTimeoutMillis: 0,
      });
      holder.on("error", () => undefined);
      await holder.query(`select pg_advisory_lock(${MAINTENANCE_LOCK})`);
      ids = [randomUUID(), randomUUID()];
      await system.pool.query(
        `insert into public.job (id, name, data, policy, state, started_on, expire_in, created_on, start_after)
         select id, 'monthly.hall.refresh', $2, 'standard', 'active', now() - interval '1 hour',
           interval '15 minutes', now() - interval '1 hour', now() - interval '1 hour' from unnest($1::uuid[]) id`,
        [ids, JSON.stringify(HALL)],
      );
    },
    heal: async () => {
      await forgetJobs(system, ids);
      await holder?.end();
      holder = undefined;
    },
  };
}

function failedJobs(system: TogetherBot): Fault {
  let ids: string[] = [];
  return {
    id: "failed-jobs",
    title: "One-off jobs with a malformed payload have failed for good",
    checks: ["failed"],
    summary: "failed for good|monthly\\.hall\\.refresh",
    break: async () => {
      const data = { guildId: 42, monthKey: "November" };
      const send = () => insertJob(system, { queue: "monthly.hall.refresh", data, retryLimit: 0 });
      ids = [await send(), await send()];
      await untilJobs(system, ids, "failed");
    },
    heal: () => forgetJobs(system, ids),
  };
}

/** Its last try but one has just failed, and the last is an hour away. */
function flappingJob(system: TogetherBot): Fault {
  let ids: string[] = [];
  return {
    id: "flapping-job",
    title: "A job has failed again and again and has one try left",
    checks: ["retries"],
    summary: "one try left|near its limit",
    break: async () => {
      const history = { retryLimit: 3, retryCount: 1, retryDelay: 3_600 };
      ids = [await insertJob(system, { queue: "mediator.repair.tick", data: { stepNumber: 1 }, ...history })];
      await untilJobs(system, ids, "retry");
    },
    heal: () => forgetJobs(system, ids),
  };
}

function starvingQueue(system: TogetherBot): Fault {
  const queue: QueueName = "mediator.repair.tick";
  return {
    id: "starving-queue",
    title: `No worker listens to ${queue}: its jobs wait`,
    checks: ["starving"],
    summary: "nobody fetches|mediator\\.repair\\.tick",
    break: async () => {
      await system.supervisor.child().call("off-work", { queue });
      for (const stepNumber of [1, 2, 3]) {
        await insertJob(system, { queue, data: { sessionId: randomUUID(), stepNumber } });
      }
      await untilWaiting(system, queue, 32);
    },
    heal: async () => {
      await system.supervisor.child().call("work", { queue });
      await untilDrained(system, queue);
    },
  };
}
