import { constants } from "node:fs";
import { chown, cp, lstat, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Who a server of the lab runs as; undefined: as the lab itself. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root, and initdb wants a user that /etc/passwd knows. `opsdeck-lab` is taken when the
 * machine has it; else `nobody`, which every machine has. The machine's own `postgres` user is left alone.
 */
const CANDIDATES = ["opsdeck-lab", "nobody"] as const;

export async function unprivilegedIdentity(): Promise<Identity | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const users = parsePasswd(await readFile("/etc/passwd", "utf8"));
  for (const name of CANDIDATES) {
    const identity = users.get(name);
    if (identity) return identity;
  }
  throw new Error("the lab runs as root and found no user to run PostgreSQL as: create the system user opsdeck-lab");
}

function parsePasswd(text: string): Map<string, Identity> {
  const users = new Map<string, Identity>();
  for (const line of text.split("\n")) {
    const [name, , uid, gid] = line.split(":");
    if (name && uid && gid && Number(uid) > 0) users.set(name, { uid: Number(uid), gid: Number(gid) });
  }
  return users;
}

export async function giveTo(path: string, identity: Identity | undefined): Promise<void> {
  if (identity) await chown(path, identity.uid, identity.gid);
}

/** The folder itself when everybody can reach it; a copy under `dir` when it lies in a private place such as /root. */
export async function reachableFolder(folder: string, dir: string, identity: Identity | undefined): Promise<string> {
  if (!identity || (await everybodyReaches(folder))) return folder;
  const copy = join(dir, "native");
  await cp(folder, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

async function everybodyReaches(folder: string): Promise<boolean> {
  for (let path = folder; ; path = dirname(path)) {
    const { mode } = await lstat(path);
    if ((mode & constants.S_IXOTH) === 0) return false;
    if (path === dirname(path)) return true;
  }
}
