import { readdir, writeFile } from "node:fs/promises";
import { waitUntil } from "../../process/wait-until.ts";
import type { ApiConfig } from "../api/api-context.ts";
import { letTimePass } from "../history.ts";
import type { JobSeek } from "../running.ts";
import { dotenv } from "../settings.ts";
import { listingMs } from "../site.ts";
import type { WorkerTrouble } from "../worker/worker-context.ts";

const WITHIN_MS = 40_000;

/** No run is under way, so that what follows is only the fault's doing. Users stay away until `resume`. */
export async function pauseUsers(system: JobSeek): Promise<void> {
  await system.traffic.pause();
  await untilRuns(system, "status in ('PENDING', 'RUNNING')", (count) => count === 0);
}

export function resumeUsers({ traffic }: JobSeek): void {
  traffic.mode.paused = false;
}

/** Waits for a number of runs that fulfil a condition in SQL. */
export async function untilRuns(
  { pool }: JobSeek,
  condition: string,
  enough: (count: number) => boolean,
): Promise<void> {
  const look = async () => {
    const { rows } = await pool.query<{ n: string }>(`select count(*) as n from job_source_runs where ${condition}`);
    return enough(Number(rows[0]?.n));
  };
  await waitUntil(`runs with ${condition}`, look, WITHIN_MS);
}

export async function untilLetters({ files }: JobSeek, count: number): Promise<void> {
  await waitUntil("dead letters", async () => (await readdir(files.deadLetters)).length >= count, WITHIN_MS);
}

/** As if the fault had lasted so many minutes of real time already. */
export function minutesLater({ pool, context }: JobSeek, minutes: number): Promise<void> {
  return letTimePass(pool, context.pace, minutes * 60);
}

/** Listings are there at once: many runs in little time. */
export function hurry({ site }: JobSeek): void {
  site.mode.waitMs = 50;
}

/** Listings take their ordinary time. */
export function takeTime({ site, context }: Pick<JobSeek, "site" | "context">): void {
  site.mode.waitMs = listingMs(context.pace);
}

export async function workerTrouble({ worker }: JobSeek, trouble: Partial<WorkerTrouble>): Promise<void> {
  await worker.child().call("trouble", trouble);
}

/** Another release of the API or other variables: the file that its host keeps and the process. */
export async function restartApi(system: JobSeek, env: Readonly<Record<string, string>>): Promise<void> {
  const config: ApiConfig = { ...system.apiConfig, env: { ...system.apiConfig.env, ...env } };
  await writeFile(system.files.apiEnv, dotenv(config.env), { mode: 0o600 });
  await system.api.restart(config);
}

export async function restartWorker(system: JobSeek, env: Readonly<Record<string, string>> = {}): Promise<void> {
  const { workerConfig } = system;
  await system.worker.restart({ ...workerConfig, env: { ...workerConfig.env, ...env } });
}

/** Identity tokens both ways, as with Cloud Tasks; `worker` has variables of the worker that are wrong. */
export async function switchToOidc(system: JobSeek, worker: Readonly<Record<string, string>> = {}): Promise<void> {
  const { oidc } = system;
  oidc.on = true;
  await restartApi(system, oidc.api);
  await restartWorker(system, { ...oidc.worker, ...worker });
}
