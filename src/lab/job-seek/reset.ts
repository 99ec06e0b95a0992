import { mkdir, rm, writeFile } from "node:fs/promises";
import { waitUntil } from "../process/wait-until.ts";
import { forgetRuns, writeHistory } from "./history.ts";
import type { JobSeek } from "./running.ts";
import { dotenv } from "./settings.ts";
import { listingMs } from "./site.ts";

const WITHIN_MS = 30_000;

/** Everything as it was at the start: new processes with the healthy settings, the day of runs before, no letters. */
export async function reset(system: JobSeek): Promise<void> {
  const { traffic, site, context, pool, files } = system;
  traffic.mode.paused = true;
  traffic.mode.retrying = false;
  site.mode.blocked = false;
  system.oidc.on = false;
  site.mode.waitMs = listingMs(context.pace);
  await system.worker.kill();
  await writeFile(files.apiEnv, dotenv(system.apiConfig.env), { mode: 0o600 });
  await system.api.restart(system.apiConfig);
  await forgetRuns(pool);
  await writeHistory(pool, context.pace);
  await rm(files.deadLetters, { recursive: true, force: true });
  await mkdir(files.deadLetters, { mode: 0o700 });
  await system.worker.restart(system.workerConfig);
  traffic.mode.paused = false;
  await untilCalledBack(system);
}

/** One search now, and its callback taken. */
async function untilCalledBack(system: JobSeek): Promise<void> {
  const before = await callbacks(system);
  await system.traffic.search(0);
  await waitUntil("a callback", async () => (await callbacks(system)) > before, WITHIN_MS);
}

async function callbacks({ pool }: JobSeek): Promise<number> {
  const { rows } = await pool.query<{ n: string }>("select count(*) as n from job_source_callback_events");
  return Number(rows[0]?.n);
}
