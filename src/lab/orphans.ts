import { rm } from "node:fs/promises";
import type { Child } from "./process/child-process.ts";

/** The servers that the keeper holds, known to the lab as well, so that they end even when the keeper itself is killed. */
export interface Orphans {
  /** A server of the keeper that runs from now on. */
  add(key: string, pid: number): void;
  remove(key: string): void;
  /** The keeper is about to end in good order, and its servers with it. */
  expectEnd(): void;
}

export function watchKeeper(keeper: Child, dir: string, lose: () => void): Orphans {
  const pids = new Map<string, number>();
  let expected = false;
  void keeper.exited.then(async () => {
    if (expected) return;
    // PostgreSQL ends its own children on SIGQUIT; Redis takes it as the end, too.
    for (const pid of pids.values()) quit(pid);
    await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch(() => undefined);
    lose();
  });
  return {
    add: (key, pid) => void pids.set(key, pid),
    remove: (key) => void pids.delete(key),
    expectEnd: () => {
      expected = true;
    },
  };
}

function quit(pid: number): void {
  try {
    process.kill(pid, "SIGQUIT");
  } catch {
    // it has ended by itself
  }
}
