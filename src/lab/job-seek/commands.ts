import type { StandIn, StandInResult } from "../stand-ins.ts";
import { restartWorker } from "./faults/fault-tools.ts";
import { issueIdentityToken } from "./identity-token.ts";
import type { JobSeek } from "./running.ts";
import { smoke } from "./smoke.ts";
import { replayLetters } from "./worker/dead-letters.ts";

const DEPLOYED = "Service [worker] revision has been deployed and is serving 100 percent of traffic.\n";

/** What the team runs by hand, by the names of the system file. */
export function teamCommands(system: JobSeek): Readonly<Record<string, StandIn>> {
  const kept = { secret: system.secrets.signing };
  return {
    tasksToken: async () => ({ exitCode: 0, stdout: `${tasksToken(system)}\n` }),
    replayCallbacks: () => replayCallbacks(system),
    smoke: ({ env }) => smoke(system, env),
    workerEnv: ({ argv }) => workerEnv(system, argv),
    setCallbackSecret: async ({ stdin }) => {
      kept.secret = stdin;
      return { exitCode: 0, stdout: "Created version [2] of the secret [worker-callback-signing-secret].\n" };
    },
    restartWorker: async () => {
      await restartWorker(system, { WORKER_CALLBACK_SIGNING_SECRET: kept.secret });
      return { exitCode: 0, stdout: DEPLOYED };
    },
  };
}

/** Stands for `gcloud auth print-identity-token` where the worker wants an identity; else for a program that keeps its token. */
function tasksToken({ secrets, oidc, context }: JobSeek): string {
  return oidc.on ? issueIdentityToken(secrets.identity, oidc.caller, context.pace) : secrets.tasks;
}

/**
 * Stands for `pnpm --filter worker callbacks:replay`: the worker's own function in a process of its own, with the variables
 * of its .env. Ends with 0 whatever became of the letters (nest-test 62).
 */
async function replayCallbacks({ workerConfig, oidc, pool }: JobSeek): Promise<StandInResult> {
  const trouble = { clockSkewS: 0, spoiled: 0 };
  const env = { ...workerConfig.env, ...(oidc.on ? oidc.worker : {}) };
  const replayed = await replayLetters({ config: { ...workerConfig, env }, pool, trouble });
  const line = { level: 30, time: Date.now(), ...replayed, msg: "Dead-letter replay finished" };
  return { exitCode: 0, stdout: `${JSON.stringify(line)}\n` };
}

/** The bounds of the worker's own validation. */
const BOUNDS: Readonly<Record<string, readonly [number, number]>> = {
  WORKER_MAX_CONCURRENT_TASKS: [1, 5],
  WORKER_MAX_QUEUE_SIZE: [1, 1000],
  WORKER_TASK_TIMEOUT_MS: [1000, 600_000],
};

/** Stands for `gcloud run services update`: a revision with other variables, or none when the worker refuses them. */
async function workerEnv(system: JobSeek, [given = ""]: readonly string[]): Promise<StandInResult> {
  const pairs = given.split(",").map((pair) => pair.split("=", 2) as [string, string | undefined]);
  const wrong = pairs.find(([name, value]) => !isWithin(BOUNDS[name], Number(value)));
  if (wrong) return { exitCode: 1, stdout: "", stderr: `The revision did not become ready: ${wrong.join("=")}\n` };
  await restartWorker(system, Object.fromEntries(pairs) as Record<string, string>);
  return { exitCode: 0, stdout: DEPLOYED };
}

function isWithin(bounds: readonly [number, number] | undefined, value: number): boolean {
  return bounds !== undefined && value >= bounds[0] && value <= bounds[1];
}
