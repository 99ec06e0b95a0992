import type { Fault } from "../../faults.ts";
import { reset } from "../reset.ts";
import type { JobSeek } from "../running.ts";
import { FAILED_RUNS, SILENT_RUNS } from "./check-sets.ts";
import { minutesLater, pauseUsers, restartWorker, resumeUsers, takeTime, untilRuns } from "./fault-tools.ts";

/** Seconds of real time just below the limit of a task. */
const SLOW_S = 170;

export function workerProcessFaults(system: JobSeek): readonly Fault[] {
  return [workerDown(system), staleHeartbeats(system), staleRuns(system), failedRun(system), queueFull(system)];
}

/**
 * The run that was being worked on falls silent, and new ones stay PENDING. Once they are a quarter of an hour old, their
 * users' own requests end them as failed.
 */
function workerDown(system: JobSeek): Fault {
  return {
    id: "worker-down",
    title: "The worker is not running",
    checks: ["worker", "worker-queue", "never-dispatched", "last-callback", ...SILENT_RUNS, ...FAILED_RUNS],
    summary: "REFUSED|accept connections",
    break: async () => {
      await pauseUsers(system);
      void system.traffic.search(0);
      await untilRuns(system, "status = 'RUNNING'", (count) => count > 0);
      await system.worker.kill();
      await system.traffic.burst(16);
      await minutesLater(system, 20);
      await system.traffic.burst(16);
      await minutesLater(system, 3);
      resumeUsers(system);
    },
    heal: () => reset(system),
  };
}

/** The queue is in memory: what waited and what ran is orphaned, while new runs are well. */
function staleHeartbeats(system: JobSeek): Fault {
  const { site, context } = system;
  return {
    id: "stale-heartbeats",
    title: "The worker has crashed and come back; the runs that it had are orphans",
    checks: SILENT_RUNS,
    summary: "heartbeat",
    break: async () => {
      await pauseUsers(system);
      const { waitMs } = site.mode;
      site.mode.waitMs = (SLOW_S * 1000) / context.pace;
      void system.traffic.burst(3);
      await untilRuns(system, "status = 'RUNNING'", (count) => count === 3);
      await system.worker.kill();
      site.mode.waitMs = waitMs;
      await restartWorker(system);
      await minutesLater(system, 3);
      resumeUsers(system);
    },
    heal: () => reset(system),
  };
}

/** The same, and nobody looked for half a day: a reconcile ends them. */
function staleRuns(system: JobSeek): Fault {
  const { traffic, site, pool, context, apiConfig } = system;
  const longAgo = (Number(apiConfig.env.SCRAPE_STALE_RUNNING_MINUTES) + 60) * 60;
  return {
    id: "stale-runs",
    title: "The worker crashed half a day ago; the runs that it had are RUNNING since",
    checks: SILENT_RUNS,
    summary: "heartbeat",
    break: async () => {
      await pauseUsers(system);
      site.mode.waitMs = (SLOW_S * 1000) / context.pace;
      void traffic.burst(2);
      await untilRuns(system, "status = 'RUNNING'", (count) => count === 2);
      await system.worker.kill();
      takeTime(system);
      await restartWorker(system);
      await pool.query(
        `update job_source_runs set created_at = created_at - make_interval(secs => $1),
           last_heartbeat_at = last_heartbeat_at - make_interval(secs => $1) where status = 'RUNNING'`,
        [longAgo / context.pace],
      );
      resumeUsers(system);
    },
    heal: () => reset(system),
  };
}

/** One search of the person whom the cockpit can sign in as. */
function failedRun(system: JobSeek): Fault {
  const { site, traffic } = system;
  return {
    id: "failed-run",
    title: "The job board refused the worker once, and nobody has retried the run that failed",
    checks: ["unretried"],
    summary: "not tried again",
    break: async () => {
      await pauseUsers(system);
      site.mode.blocked = true;
      await traffic.searchAsOps();
      await untilRuns(system, "status = 'RUNNING'", (count) => count === 0);
      site.mode.blocked = false;
      // Past the half minute in which the same search is refused as the same intent.
      await minutesLater(system, 1);
      resumeUsers(system);
    },
    heal: () => reset(system),
  };
}

function queueFull(system: JobSeek): Fault {
  const { site, context, traffic } = system;
  return {
    id: "queue-full",
    title: "The job board answers slowly, and the worker's queue is full",
    checks: ["worker-queue", "queue-full-runs", ...SILENT_RUNS, ...FAILED_RUNS],
    summary: "[Qq]ueue is full",
    break: async () => {
      await pauseUsers(system);
      site.mode.waitMs = (SLOW_S * 1000) / context.pace;
      await traffic.burst(34);
      await minutesLater(system, 3);
      resumeUsers(system);
    },
    heal: () => reset(system),
  };
}
