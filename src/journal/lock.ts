import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { codeOf } from "./error-code.ts";
import type { Modes } from "./modes.ts";
import { namesIn } from "./names-in.ts";
import { identityOf, isAlive } from "./process-identity.ts";
import { writeWhole } from "./write-whole.ts";

const holderSchema = z.object({
  pid: z.number(),
  start: z.string(),
  host: z.string(),
  by: z.string(),
  /** ISO 8601. */
  since: z.string(),
  released: z.boolean().optional(),
});
/** Who holds a lock. */
export type Holder = Readonly<z.infer<typeof holderSchema>>;

export interface LockPlace {
  readonly folder: string;
  /** The lock is the newest of the files `<name>.lock.1`, `.2` … in the folder. */
  readonly name: string;
  readonly modes: Modes;
}

export interface LockOwner {
  readonly host: string;
  readonly by: string;
  /** ms since 1970. */
  readonly now: number;
}

export type LockTry =
  | { readonly taken: true; readonly release: () => void }
  | { readonly taken: false; readonly holder: Holder };

const TRIES = 20;

/**
 * Takes a lock, also from a process that died. Every holder makes a file with the next number, which only one can make,
 * and looks again whether it is the newest: so two who find the same dead holder cannot both take over, and no living
 * holder's file is ever removed by another. Throws when the folder cannot be written to.
 */
export function takeLock(place: LockPlace, owner: LockOwner): LockTry {
  for (let tries = 0; tries < TRIES; tries++) {
    const number = newest(place);
    const holder = number > 0 ? readHolder(fileOf(place, number)) : undefined;
    if (holder && !holder.released && isAlive(holder, owner.host)) return { taken: false, holder };
    const next = number + 1;
    if (!make(place, next, owner)) continue;
    if (newest(place) !== next) {
      rmSync(fileOf(place, next), { force: true });
      continue;
    }
    removeOlder(place, next);
    return { taken: true, release: () => release(place, next) };
  }
  throw new Error(`${fileOf(place, newest(place))} changes hands too fast`);
}

/** Who holds the lock now and lives; undefined when nobody does. */
export function lockHolder(place: Pick<LockPlace, "folder" | "name">, host: string): Holder | undefined {
  const number = newest(place);
  const holder = number > 0 ? readHolder(fileOf(place, number)) : undefined;
  return holder && !holder.released && isAlive(holder, host) ? holder : undefined;
}

type Named = Pick<LockPlace, "folder" | "name">;

function fileOf({ folder, name }: Named, number: number): string {
  return join(folder, `${name}.lock.${number}`);
}

function numbers({ folder, name }: Named): readonly number[] {
  const start = `${name}.lock.`;
  return namesIn(folder)
    .filter((file) => file.startsWith(start))
    .map((file) => Number(file.slice(start.length)))
    .filter((number) => Number.isSafeInteger(number) && number > 0);
}

function newest(place: Named): number {
  return Math.max(0, ...numbers(place));
}

/** A file that is gone, or that no opsdeck wrote, holds nothing. */
function readHolder(path: string): Holder | undefined {
  try {
    const parsed = holderSchema.safeParse(JSON.parse(readFileSync(path, "utf8")));
    return parsed.success ? parsed.data : undefined;
  } catch (error) {
    if (codeOf(error) === "ENOENT" || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The file appears whole or not at all; false when another was faster. */
function make(place: LockPlace, number: number, owner: LockOwner): boolean {
  const fresh = freshName(place);
  writeHolder(fresh, place, { ...identityOf(process.pid, owner.host), by: owner.by, since: iso(owner.now) });
  try {
    linkSync(fresh, fileOf(place, number));
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(fresh, { force: true });
  }
}

/** The file stays, so that the numbers go on rising. */
function release(place: LockPlace, number: number): void {
  const path = fileOf(place, number);
  const holder = readHolder(path);
  if (!holder) return;
  const fresh = freshName(place);
  writeHolder(fresh, place, { ...holder, released: true });
  renameSync(fresh, path);
}

function removeOlder(place: LockPlace, than: number): void {
  for (const number of numbers(place)) if (number < than) rmSync(fileOf(place, number), { force: true });
}

function writeHolder(path: string, { modes }: LockPlace, holder: Holder): void {
  writeWhole(path, JSON.stringify(holder), modes.file);
}

function freshName({ folder, name }: Named): string {
  return join(folder, `.${name}.${process.pid}.${randomUUID().slice(0, 8)}`);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
