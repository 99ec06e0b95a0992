import { randomUUID } from "node:crypto";
import { chmod, readFile, rename, writeFile } from "node:fs/promises";
import { z } from "zod";
import type { Reading } from "../core/reading.ts";
import type { CockpitState } from "../store/state.ts";

const liveSchema = z.object({
  version: z.literal(1),
  readings: z.array(
    z.object({
      reading: z.looseObject({ checkId: z.string(), seq: z.number(), at: z.number(), verdict: z.string() }),
      nextAt: z.number().optional(),
    }),
  ),
});

interface LiveReading {
  readonly reading: Reading;
  readonly nextAt: number | undefined;
}

/** What the leader saw last of each check, for followers. Without the raw answers, which would be megabytes a second. */
export async function writeLive(path: string, checks: CockpitState["checks"], mode: number): Promise<void> {
  const readings = Object.values(checks).flatMap(({ history, nextAt }) => {
    const reading = history.at(-1);
    return reading ? [{ reading: { ...reading, trace: [] }, nextAt }] : [];
  });
  const fresh = `${path}.${randomUUID().slice(0, 8)}`;
  await writeFile(fresh, JSON.stringify({ version: 1, readings }), { mode });
  await chmod(fresh, mode);
  await rename(fresh, path);
}

/** Nothing when there is no such file, or it is another version's. */
export async function readLive(path: string): Promise<readonly LiveReading[]> {
  try {
    const parsed = liveSchema.safeParse(JSON.parse(await readFile(path, "utf8")));
    return parsed.success ? (parsed.data.readings as unknown as readonly LiveReading[]) : [];
  } catch {
    return [];
  }
}
