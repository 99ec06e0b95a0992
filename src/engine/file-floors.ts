import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Clock } from "../core/clock.ts";
import type { CheckPlan } from "../core/plan.ts";
import type { Reading } from "../core/reading.ts";
import type { Claim, Floors } from "./floors.ts";

/** A lock older than this was left by a process that died: claiming takes milliseconds. */
const LOCK_STALE_MS = 5000;
const LOCK_TRIES = 50;
const LOCK_WAIT_MS = 20;

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
        await writeEntry(path, { ...entry, at: clock.now() });
        return { granted: true };
      });
    },
    async settle(plan, reading) {
      const path = join(folder, fileName(plan));
      await withLock(path, async () => {
        const entry = await readEntry(path);
        await writeEntry(path, { at: entry?.at ?? reading.at, reading });
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

async function writeEntry(path: string, entry: Entry): Promise<void> {
  const fresh = `${path}.${process.pid}.${randomUUID().slice(0, 8)}`;
  await writeFile(fresh, JSON.stringify(entry), { mode: 0o660 });
  await rename(fresh, path);
}

async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`;
  for (let tries = 0; !(await take(lock)) && tries < LOCK_TRIES; tries++) {
    await new Promise((resolve) => setTimeout(resolve, LOCK_WAIT_MS));
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await (await open(lock, "wx", 0o660)).close();
    return true;
  } catch {
    const age = await stat(lock).then(
      (found) => Date.now() - found.mtimeMs,
      () => 0,
    );
    if (age > LOCK_STALE_MS) await rm(lock, { force: true });
    return false;
  }
}
