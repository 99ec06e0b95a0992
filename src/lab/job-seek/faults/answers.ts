import { randomBytes } from "node:crypto";
import type { Fault } from "../../faults.ts";
import { waitUntil } from "../../process/wait-until.ts";
import { olderRelease, writeRelease } from "../release.ts";
import { reset } from "../reset.ts";
import type { JobSeek } from "../running.ts";
import { FAILED_RUNS, METRICS } from "./check-sets.ts";
import { minutesLater, pauseUsers, restartWorker, resumeUsers, untilLetters, untilRuns } from "./fault-tools.ts";

const SLOW_MS = 800;

export function answerFaults(system: JobSeek): readonly Fault[] {
  return [lowSuccess(system), throttled(system), slow(system), apiDown(system), webDown(system), oldRelease(system)];
}

function lowSuccess(system: JobSeek): Fault {
  return {
    id: "low-success",
    title: "TASKS_AUTH_TOKEN of the worker was rotated without the API: it refuses every run",
    checks: ["last-callback", ...FAILED_RUNS],
    summary: "Unauthorized",
    break: async () => {
      await pauseUsers(system);
      await restartWorker(system, { TASKS_AUTH_TOKEN: randomBytes(16).toString("hex") });
      await system.traffic.burst(20);
      await minutesLater(system, 20);
      await system.traffic.burst(1);
      resumeUsers(system);
    },
    heal: () => reset(system),
  };
}

/** Somebody else at the cockpit's address: the limit is by address and route, whoever asks. */
function throttled(system: JobSeek): Fault {
  const { apiConfig, context } = system;
  let timer: NodeJS.Timeout | undefined;
  const ask = async () => {
    const response = await fetch(`http://127.0.0.1:${apiConfig.port}/api/ops/metrics`);
    await response.body?.cancel();
    return response.status;
  };
  return {
    id: "throttled",
    title: "A dashboard at the same address asks for the metrics more than 8 times a minute",
    checks: METRICS,
    summary: "429",
    break: async () => {
      timer = setInterval(() => void ask().catch(() => undefined), 3_000 / context.pace);
      await waitUntil("the limit", async () => (await ask()) === 429, 10_000);
    },
    heal: async () => {
      clearInterval(timer);
      await reset(system);
    },
  };
}

function slow(system: JobSeek): Fault {
  return {
    id: "slow",
    title: "Every answer of the API under /api takes 800 ms and more",
    checks: ["latency"],
    summary: "600 ms|ms",
    break: async () => void (await system.api.child().call("slow", SLOW_MS)),
    heal: async () => void (await system.api.child().call("slow", 0)),
  };
}

function apiDown(system: JobSeek): Fault {
  return {
    id: "api-down",
    title: "The API is not running, and its host has given up starting it",
    checks: ["liveness", "readiness", "latency", "dead-letters", "last-callback", "no-heartbeat", ...METRICS],
    summary: "REFUSED|accept connections",
    break: async () => {
      await pauseUsers(system);
      void system.traffic.search(0);
      await untilRuns(system, "status = 'RUNNING'", (count) => count > 0);
      await system.api.kill();
      await untilLetters(system, 1);
      await minutesLater(system, 20);
      resumeUsers(system);
    },
    heal: () => reset(system),
  };
}

function webDown({ webDoor }: JobSeek): Fault {
  return {
    id: "web-down",
    title: "The web app does not answer",
    checks: ["web"],
    summary: "REFUSED|accept connections",
    break: () => webDoor.set("refuse"),
    heal: () => webDoor.set("open"),
  };
}

function oldRelease({ files, release }: JobSeek): Fault {
  return {
    id: "old-release",
    title: "The release candidate's metadata is of another release",
    checks: ["release"],
    summary: "expected",
    break: () => writeRelease(files.release, olderRelease()),
    heal: () => writeRelease(files.release, release),
  };
}
