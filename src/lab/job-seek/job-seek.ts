import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openCleanup } from "../cleanup.ts";
import { COCKPIT_ROLE, createDatabase, runAsOwner } from "../database/admin.ts";
import { openGate } from "../net/gate.ts";
import { freePort } from "../net/ports.ts";
import { supervise } from "../process/supervisor.ts";
import type { RunningSystem, SystemContext } from "../system.ts";
import { jobSeekAnswers } from "./answers.ts";
import type { ApiConfig } from "./api/api-context.ts";
import { teamCommands } from "./commands.ts";
import { jobSeekFaults } from "./faults/faults.ts";
import { OPS_EMAIL, writeHistory, writeUsers } from "./history.ts";
import { makeRelease, writeRelease } from "./release.ts";
import type { Files, JobSeek } from "./running.ts";
import { OWNER, SCHEMA } from "./schema.ts";
import { apiEnv, dotenv, makeSecrets, oidcEnv, type Secrets, workerEnv } from "./settings.ts";
import { startSite } from "./site.ts";
import { startTraffic } from "./traffic.ts";
import type { WorkerConfig } from "./worker/worker-context.ts";

/** Database, API, worker, the board that is scraped, the web app, and users. */
export async function startJobSeek(context: SystemContext): Promise<RunningSystem> {
  const cleanup = openCleanup();
  const secrets = makeSecrets();
  try {
    const system = await build(context, secrets, cleanup.add);
    const verify = await context.writeProgram("verify-deployment.sh", "job-seek-verify");
    const program = await context.writeProgram("job-seek-command", "stand-in");
    void system.traffic.search(0);
    const url = databaseUrl(system.database.port, COCKPIT_ROLE, context.cockpitPassword);
    return {
      overlay: overlay(system, { verify, program }),
      env: {
        LAB_JOB_SEEK_DATABASE_URL: url,
        LAB_JOB_SEEK_OPS_EMAIL: OPS_EMAIL,
        LAB_JOB_SEEK_OPS_PASSWORD: secrets.password,
        LAB_JOB_SEEK_OWNER_EMAIL: OPS_EMAIL,
        LAB_JOB_SEEK_OWNER_PASSWORD: secrets.password,
        LAB_JOB_SEEK_OPS_INTERNAL_TOKEN: secrets.internal,
        LAB_JOB_SEEK_CALLBACK_SIGNING_SECRET: secrets.signing,
      },
      commands: teamCommands(system),
      answers: jobSeekAnswers,
      faults: jobSeekFaults(system),
      stop: cleanup.run,
    };
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

type OnStop = (stop: () => Promise<void>) => void;

/** Tables and programs come into being side by side: a program asks its database only when it is asked itself. */
async function build(context: SystemContext, secrets: Secrets, onStop: OnStop): Promise<JobSeek> {
  const [pool, parts] = await Promise.all([
    openDatabase(context, secrets, onStop),
    openParts(context, secrets, onStop),
  ]);
  const { site, apiConfig, files } = parts;
  const traffic = startTraffic({
    api: `http://127.0.0.1:${apiConfig.port}`,
    listings: `http://127.0.0.1:${site.port}/praca`,
    password: secrets.password,
    pace: context.pace,
  });
  onStop(async () => traffic.stop());
  const release = makeRelease();
  await writeRelease(files.release, release);
  const { callbackDoor, workerConfig } = parts;
  const url = ({ port }: { readonly port: number }) => `http://127.0.0.1:${port}`;
  const oidc = { on: false, ...oidcEnv({ apiUrl: url(callbackDoor), workerUrl: url(workerConfig) }) };
  return { context, pool, ...parts, traffic, release, secrets, oidc };
}

type Parts = Omit<JobSeek, "context" | "pool" | "traffic" | "release" | "secrets" | "oidc">;

async function openParts(context: SystemContext, secrets: Secrets, onStop: OnStop): Promise<Parts> {
  const [site, apiPort, workerPort, files] = await Promise.all([
    startSite(context.pace),
    freePort(),
    freePort(),
    openFiles(context),
  ]);
  onStop(site.stop);
  const [database, callbackDoor, webDoor] = await Promise.all([
    openGate({ path: join(context.cluster.socketDir, ".s.PGSQL.5432") }),
    openGate({ port: apiPort }),
    openGate({ port: site.port }),
  ]);
  for (const gate of [database, callbackDoor, webDoor]) onStop(gate.close);
  const addresses = {
    databaseUrl: databaseUrl(database.port, OWNER, secrets.owner),
    callbackUrl: `http://127.0.0.1:${callbackDoor.port}`,
    workerUrl: `http://127.0.0.1:${workerPort}`,
    dir: join(files.deadLetters, ".."),
  };
  const apiConfig: ApiConfig = { pace: context.pace, port: apiPort, env: apiEnv(secrets, addresses) };
  const workerConfig: WorkerConfig = { pace: context.pace, port: workerPort, env: workerEnv(secrets, addresses) };
  await writeFile(files.apiEnv, dotenv(apiConfig.env), { mode: 0o600 });
  const [api, worker] = await Promise.all([
    supervise(context, "job-seek-api", apiConfig),
    supervise(context, "job-seek-worker", workerConfig),
  ]);
  onStop(api.stop);
  onStop(worker.stop);
  return { database, callbackDoor, webDoor, api, worker, apiConfig, workerConfig, site, files };
}

async function openDatabase(context: SystemContext, secrets: Secrets, onStop: OnStop): Promise<JobSeek["pool"]> {
  const pool = await createDatabase(context.cluster, { name: OWNER, owner: OWNER, ownerPassword: secrets.owner });
  onStop(async () => pool.end());
  await runAsOwner(pool, OWNER, SCHEMA);
  await writeUsers(pool, secrets.password);
  await writeHistory(pool, context.pace);
  return pool;
}

async function openFiles(context: SystemContext): Promise<Files> {
  const dir = join(context.dir, "job-seek");
  const deadLetters = join(dir, "dead-letter");
  await mkdir(deadLetters, { recursive: true, mode: 0o700 });
  return {
    deadLetters,
    apiEnv: join(dir, "api.env"),
    release: join(dir, "metadata.txt"),
    callbackSample: join(dir, "callback-sample.json"),
  };
}

function databaseUrl(port: number, role: string, password: string): string {
  return `postgres://${role}:${password}@127.0.0.1:${port}/${OWNER}?sslmode=disable`;
}

/** Of what the shipped system file gives the script, that which it uses here. */
const SMOKE_ENV = {
  SMOKE_EMAIL: "${secrets.opsEmail}",
  SMOKE_PASSWORD: "${secrets.opsPassword}",
  WORKER_AUTH_TOKEN: "${secrets.tasksToken}",
};

interface Programs {
  readonly verify: string;
  readonly program: string;
}

function overlay(system: JobSeek, { verify, program }: Programs): RunningSystem["overlay"] {
  const { apiConfig, workerConfig, webDoor, site, files, release, context } = system;
  const command = (name: string) => ({
    argv: [program, `${context.control}/commands/job-seek/${name}`],
    timeout: "60s",
  });
  return {
    system: "job-seek",
    environment: "lab",
    vars: {
      api: `http://127.0.0.1:${apiConfig.port}`,
      worker: `http://127.0.0.1:${workerConfig.port}`,
      web: `http://127.0.0.1:${webDoor.port}`,
      deadLetters: files.deadLetters,
      apiEnv: files.apiEnv,
      releaseFile: files.release,
      expectedSha: release.sha,
      verifyScript: verify,
      callbackSample: files.callbackSample,
      smokeListing: `http://127.0.0.1:${site.port}/praca?smoke`,
      maxRetryDepth: Number(apiConfig.env.SCRAPE_MAX_RETRY_CHAIN_DEPTH),
      staleAfter: `${apiConfig.env.SCRAPE_STALE_RUNNING_MINUTES}m`,
    },
    secrets: {
      database: "${env:LAB_JOB_SEEK_DATABASE_URL}",
      opsEmail: "${env:LAB_JOB_SEEK_OPS_EMAIL}",
      opsPassword: "${env:LAB_JOB_SEEK_OPS_PASSWORD}",
      ownerEmail: "${env:LAB_JOB_SEEK_OWNER_EMAIL}",
      ownerPassword: "${env:LAB_JOB_SEEK_OWNER_PASSWORD}",
      tasksToken: `\${cmd:${program} ${context.control}/commands/job-seek/tasksToken}`,
      internalToken: "${env:LAB_JOB_SEEK_OPS_INTERNAL_TOKEN}",
      callbackSigning: "${env:LAB_JOB_SEEK_CALLBACK_SIGNING_SECRET}",
    },
    commands: {
      replayCallbacks: command("replayCallbacks"),
      smoke: { ...command("smoke"), env: SMOKE_ENV },
      workerEnv: command("workerEnv"),
      setCallbackSecret: command("setCallbackSecret"),
      restartWorker: command("restartWorker"),
    },
  };
}
