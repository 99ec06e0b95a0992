import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../../faults.ts";
import { reset } from "../reset.ts";
import type { JobSeek } from "../running.ts";
import { FAILED_RUNS, SILENT_RUNS } from "./check-sets.ts";
import {
  hurry,
  minutesLater,
  pauseUsers,
  restartApi,
  restartWorker,
  resumeUsers,
  switchToOidc,
  takeTime,
  untilLetters,
  workerTrouble,
} from "./fault-tools.ts";

/** Seconds of real time between two callbacks that keep below the API's limit of 8 a minute. */
const BETWEEN_S = 9;

export function callbackFaults(system: JobSeek): readonly Fault[] {
  return [
    deadLetters(system),
    poisonedLetter(system),
    badSignature(system),
    clockSkew(system),
    oidcLetters(system),
    oidcAudience(system),
    noEventIds(system),
    callbackFailures(system),
  ];
}

/** The API could not be reached for a while, then it can: what is left are letters and the runs that they are about. */
async function whileUnreachable(system: JobSeek, runs: number): Promise<void> {
  await system.callbackDoor.set("refuse");
  hurry(system);
  void system.traffic.burst(runs);
  await untilLetters(system, runs);
  await system.callbackDoor.set("open");
  takeTime(system);
  await minutesLater(system, 3);
}

function deadLetters(system: JobSeek): Fault {
  return {
    id: "dead-letters",
    title: "The worker could not reach the API for a while and kept its callbacks as dead letters",
    checks: ["dead-letters", "callback-delivery", ...SILENT_RUNS],
    summary: "dead letter",
    break: async () => {
      await pauseUsers(system);
      await whileUnreachable(system, 5);
      resumeUsers(system);
    },
    heal: () => reset(system),
  };
}

/** Its first replay is refused with 400; the second is a duplicate, so that the letter is gone and the run stays. */
function poisonedLetter(system: JobSeek): Fault {
  return {
    id: "poisoned-letter",
    title: "A dead letter has numbers that do not agree: no replay will ever end its run",
    checks: ["dead-letters", ...SILENT_RUNS],
    summary: "dead letter",
    break: async () => {
      await pauseUsers(system);
      await workerTrouble(system, { spoiled: 1 });
      await whileUnreachable(system, 1);
      resumeUsers(system);
    },
    heal: () => reset(system),
  };
}

/** Nobody has a static token any more: a replay needs an identity token of the account that Cloud Tasks uses. */
function oidcLetters(system: JobSeek): Fault {
  return {
    id: "oidc-letters",
    title: "API and worker know each other by identity tokens (Cloud Tasks), and dead letters wait",
    checks: ["dead-letters", "callback-delivery", ...SILENT_RUNS],
    summary: "dead letter",
    break: async () => {
      await pauseUsers(system);
      await switchToOidc(system);
      await whileUnreachable(system, 5);
      resumeUsers(system);
    },
    heal: () => reset(system),
  };
}

/** Nothing that the worker says is believed any more, heartbeats included. */
const REJECTED = [
  "callback-auth",
  "dead-letters",
  "callback-delivery",
  "last-callback",
  "scrape-success",
  ...SILENT_RUNS,
];

async function untilNothingIsBelieved(system: JobSeek): Promise<void> {
  hurry(system);
  await system.traffic.burst(8);
  await untilLetters(system, 8);
  await minutesLater(system, 20);
  resumeUsers(system);
}

function badSignature(system: JobSeek): Fault {
  return {
    id: "bad-signature",
    title: "WORKER_CALLBACK_SIGNING_SECRET of the worker is not the API's",
    checks: REJECTED,
    summary: "signature",
    break: async () => {
      await pauseUsers(system);
      await restartWorker(system, { WORKER_CALLBACK_SIGNING_SECRET: "rotated-on-one-side" });
      await untilNothingIsBelieved(system);
    },
    heal: () => reset(system),
  };
}

function clockSkew(system: JobSeek): Fault {
  return {
    id: "clock-skew",
    title: "The worker's clock is ten minutes slow: its signatures have expired",
    checks: REJECTED,
    summary: "clock",
    break: async () => {
      await pauseUsers(system);
      await workerTrouble(system, { clockSkewS: -600 });
      await untilNothingIsBelieved(system);
    },
    heal: () => reset(system),
  };
}

function oidcAudience(system: JobSeek): Fault {
  return {
    id: "oidc-audience",
    title: "The worker's identity tokens are for another audience than WORKER_CALLBACK_OIDC_AUDIENCE of the API",
    checks: REJECTED,
    summary: "OIDC",
    break: async () => {
      await pauseUsers(system);
      await switchToOidc(system, { WORKER_CALLBACK_OIDC_AUDIENCE: "https://api.before-the-move.example" });
      await untilNothingIsBelieved(system);
    },
    heal: () => reset(system),
  };
}

function noEventIds(system: JobSeek): Fault {
  return {
    id: "no-event-ids",
    title: "Signing is off, and a worker of an older release sends no event ids",
    checks: ["callback-mode", "event-ids"],
    summary: "eventId",
    break: async () => {
      await pauseUsers(system);
      await restartApi(system, { WORKER_CALLBACK_SIGNING_SECRET: "" });
      await restartWorker(system, { WORKER_CALLBACK_SIGNING_SECRET: "", WORKER_SENDS_EVENT_IDS: "false" });
      hurry(system);
      await system.traffic.burst(1);
      resumeUsers(system);
    },
    heal: () => reset(system),
  };
}

/** One after another: callbacks share the API's limit of 8 a minute. */
function callbackFailures(system: JobSeek): Fault {
  const { traffic, site, context } = system;
  return {
    id: "callback-failures",
    title: "The job board blocks the worker: runs fail, and so do their retries",
    checks: ["callback-ratio", "retry-success", ...FAILED_RUNS],
    summary: "reported a failed scrape|callbacks",
    break: async () => {
      await pauseUsers(system);
      site.mode.blocked = true;
      const pause = () => sleep((BETWEEN_S * 1000) / context.pace);
      for (let user = 0; user < 4; user += 1) await traffic.search(user).then(pause);
      for (let failed = 0; failed < 14; failed += 1) await traffic.burst(1).then(pause);
      for (let user = 0; user < 4; user += 1) await traffic.retry(user).then(pause);
      traffic.mode.retrying = true;
      resumeUsers(system);
    },
    heal: () => reset(system),
  };
}
