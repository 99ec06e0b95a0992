import { randomUUID } from "node:crypto";
import { open, rename, rm, stat, writeFile } from "node:fs/promises";

/** A lock older than this was left by a process that died: the work under it takes milliseconds. */
const LOCK_STALE_MS = 5000;
const LOCK_TRIES = 50;
const LOCK_WAIT_MS = 20;

/** Does some short work on a file that other opsdecks work on, too. After a second without the lock it goes ahead. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
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

/** Replaces a file at once: whoever reads it sees the old or the new one. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const fresh = `${path}.${process.pid}.${randomUUID().slice(0, 8)}`;
  await writeFile(fresh, text, { mode: 0o660 });
  await rename(fresh, path);
}
