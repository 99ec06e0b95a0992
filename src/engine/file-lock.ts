import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, stat, writeFile } from "node:fs/promises";

/** A lock older than this was left by a process that died: the work under it takes milliseconds. */
const LOCK_STALE_MS = 5000;
const LOCK_TRIES = 50;
const LOCK_WAIT_MS = 20;

/** Does some short work on a file that other opsdecks work on, too. After a second without the lock it goes ahead. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`;
  const token = freshName();
  for (let tries = 0; !(await take(lock, token)) && tries < LOCK_TRIES; tries++) {
    await new Promise((resolve) => setTimeout(resolve, LOCK_WAIT_MS));
  }
  try {
    return await work();
  } finally {
    if ((await tokenIn(lock)) === token) await rm(lock, { force: true });
  }
}

async function take(lock: string, token: string): Promise<boolean> {
  try {
    await writeFile(lock, token, { flag: "wx", mode: 0o660 });
    return true;
  } catch {
    await removeStale(lock, `${lock}.${token}`);
    return false;
  }
}

/** Of two who find the same stale lock one moves it aside; the other may have moved the next owner's, and gives it back. */
async function removeStale(lock: string, aside: string): Promise<void> {
  const found = await tokenIn(lock);
  const age = await stat(lock).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  if (age <= LOCK_STALE_MS) return;
  try {
    await rename(lock, aside);
    if ((await tokenIn(aside)) !== found) await link(aside, lock);
  } catch {
    // Somebody was faster.
  } finally {
    await rm(aside, { force: true });
  }
}

function tokenIn(lock: string): Promise<string | undefined> {
  return readFile(lock, "utf8").catch(() => undefined);
}

function freshName(): string {
  return `${process.pid}.${randomUUID().slice(0, 8)}`;
}

/** Replaces a file at once: whoever reads it sees the old or the new one. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const fresh = `${path}.${freshName()}`;
  await writeFile(fresh, text, { mode: 0o660 });
  await rename(fresh, path);
}
