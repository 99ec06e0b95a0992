import { waitUntil } from "../../process/wait-until.ts";
import type { TogetherBot } from "../running.ts";
import { wholeSeconds } from "../timing.ts";

const HEALTHY_MS = 45_000;
const ASK_MS = 2_000;

/** Resolves when /healthz is ok and the heartbeat moves again. */
export async function untilHealthy(system: TogetherBot): Promise<void> {
  await waitUntil(
    "the bot to be healthy",
    async () => (await healthy(system)) && (await beats(system)),
    HEALTHY_MS,
    200,
  );
}

async function healthy({ supervisor, config }: TogetherBot): Promise<boolean> {
  if (!supervisor.running()) return false;
  try {
    const response = await fetch(`http://127.0.0.1:${config.port}/healthz`, { signal: AbortSignal.timeout(ASK_MS) });
    return ((await response.json()) as { ok?: boolean }).ok === true;
  } catch {
    return false;
  }
}

async function beats({ pool, context }: TogetherBot): Promise<boolean> {
  const { rows } = await pool.query<{ fresh: boolean }>(
    "select coalesce(monitored_on > now() - make_interval(secs => $1), false) as fresh from public.version",
    [wholeSeconds(15, context.pace) * 2],
  );
  return rows[0]?.fresh === true;
}

/** No job is cut off by the end of the process, so that nothing but the process is missing. */
export async function untilIdle({ pool }: TogetherBot): Promise<void> {
  await waitUntil(
    "no job to run",
    async () => {
      const { rows } = await pool.query<{ n: string }>(
        "select count(*) as n from public.job where state <= 'active' and start_after <= now()",
      );
      return Number(rows[0]?.n) === 0;
    },
    10_000,
    10,
  ).catch(() => undefined);
}
