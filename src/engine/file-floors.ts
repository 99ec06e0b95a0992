import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Clock } from "../core/clock.ts";
import type { CheckPlan } from "../core/plan.ts";
import type { Reading } from "../core/reading.ts";
import { withLock, writeWhole } from "./file-lock.ts";
import type { Claim, Floors } from "./floors.ts";

const entrySchema = z.object({ at: z.number(), reading: z.unknown().optional() });
interface Entry {
  readonly at: number;
  readonly reading?: Reading;
}

/** Floors as one small file a check under `<state>/floors`. Readings in it are already redacted. */
export function fileFloors(state: string, clock: Clock): Floors {
  const folder = join(state, "floors");
  return {
    async claim(plan, leastMs): Promise<Claim> {
      await mkdir(folder, { recursive: true, mode: 0o2770 });
      const path = join(folder, fileName(plan));
      return withLock(path, async () => {
        const entry = await readEntry(path);
        // A clock that was set back must not silence a check for ever.
        const age = entry === undefined ? Infinity : clock.now() - entry.at;
        if (entry && age >= 0 && age < leastMs)
          return { granted: false, waitMs: leastMs - age, reading: entry.reading };
        await writeWhole(path, JSON.stringify({ ...entry, at: clock.now() }));
        return { granted: true };
      });
    },
    async settle(plan, reading) {
      const path = join(folder, fileName(plan));
      await withLock(path, async () => {
        const entry = await readEntry(path);
        await writeWhole(path, JSON.stringify({ at: entry?.at ?? reading.at, reading }));
      });
    },
  };
}

function fileName(plan: CheckPlan): string {
  const target = createHash("sha256").update(plan.target).digest("hex").slice(0, 12);
  return `${plan.id.replaceAll("/", ".")}.${target}.json`;
}

async function readEntry(path: string): Promise<Entry | undefined> {
  try {
    const parsed = entrySchema.safeParse(JSON.parse(await readFile(path, "utf8")));
    return parsed.success ? (parsed.data as Entry) : undefined;
  } catch {
    return undefined; // Not there, or torn: as if nobody had looked.
  }
}
