import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, opendir, stat } from "node:fs/promises";
import { join } from "node:path";
import { CheckError } from "../core/check-error.ts";
import type { FileClient, FileEntry, FilePart, WholeFile } from "../core/clients.ts";
import { tame } from "../core/hostile-text.ts";
import type { Vault } from "./secret-vault.ts";
import { untilAborted } from "./until-aborted.ts";
import { wholeLines } from "./whole-lines.ts";

/** A directory with more files than this is not listed. */
const MOST_FILES = 20_000;
/** How many files are asked about at a time. */
const AT_ONCE = 16;

const words: Readonly<Record<string, string>> = {
  ENOENT: "is not there",
  ENOTDIR: "is not in a directory",
  EISDIR: "is a directory",
  EACCES: "may not be read",
  EPERM: "may not be read",
};

/** Reads files of this machine, each opened for one read and closed after it. */
export function createFileClient(vault: Vault): FileClient {
  return {
    tail: (path, maxBytes, signal) =>
      reading(path, signal, async (handle, { size, mtimeMs }) => {
        const from = Math.max(0, size - maxBytes);
        const text = (await bytesFrom(handle, from, size - from)).toString("utf8");
        return part(vault, from === 0 ? text : wholeLines(text), { size, mtimeMs });
      }),
    read: (path, maxBytes, signal) =>
      reading(path, signal, async (handle, { size, mtimeMs }) => {
        if (size > maxBytes) {
          const limit = `${Math.round(maxBytes / 1024)} KiB`;
          throw new CheckError("too-large", `${tame(path, 200)} is longer than ${limit}`);
        }
        return whole(vault, await bytesFrom(handle, 0, size), { size, mtimeMs });
      }),
    list: (path, accept, signal) => explained(path, untilAborted(listed(path, accept, signal), signal)),
  };
}

interface Stat {
  readonly size: number;
  readonly mtimeMs: number;
}

function part(vault: Vault, text: string, { size, mtimeMs }: Stat): FilePart {
  return { text: vault.redact(text), size, modifiedAt: Math.round(mtimeMs) };
}

function whole(vault: Vault, bytes: Buffer, stat: Stat): WholeFile {
  const written = bytes.toString("utf8");
  const read = part(vault, written, stat);
  return {
    ...read,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    exact: bytes.equals(Buffer.from(read.text)),
    holds: async (secret, find) => find(written) === (await vault.reveal(secret)),
  };
}

const NAMELESS = { hint: "name it in the system file, or give its var a value in a file of yours" };

function reading<T>(
  path: string,
  signal: AbortSignal,
  read: (handle: FileHandle, stat: Stat) => Promise<T>,
): Promise<T> {
  const work = async (): Promise<T> => {
    if (path === "") throw new CheckError("config", "no file is named", NAMELESS);
    // A pipe that nobody writes to would be waited for.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const found = await handle.stat();
      if (!found.isFile()) throw new CheckError("config", `${tame(path, 200)} is not a file`);
      return await read(handle, found);
    } finally {
      await handle.close();
    }
  };
  return explained(path, untilAborted(work(), signal));
}

/** A file that became shorter meanwhile gives what is there. */
async function bytesFrom(handle: FileHandle, from: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

async function listed(path: string, accept: (name: string) => boolean, signal: AbortSignal): Promise<FileEntry[]> {
  const names = await namesIn(path, accept);
  const entries: FileEntry[] = [];
  for (let at = 0; at < names.length && !signal.aborted; at += AT_ONCE) {
    const found = await Promise.all(names.slice(at, at + AT_ONCE).map((name) => entryOf(path, name)));
    entries.push(...found.filter((entry) => entry !== undefined));
  }
  return entries;
}

async function namesIn(path: string, accept: (name: string) => boolean): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of await opendir(path)) {
    if (accept(name)) names.push(name);
    if (names.length > MOST_FILES) throw new CheckError("too-large", `${tame(path, 200)} holds more than 20,000 files`);
  }
  return names;
}

/** Undefined for what is no file, or is there no more. */
async function entryOf(folder: string, name: string): Promise<FileEntry | undefined> {
  try {
    const found = await stat(join(folder, name));
    return found.isFile() ? { name, size: found.size, modifiedAt: Math.round(found.mtimeMs) } : undefined;
  } catch {
    return undefined;
  }
}

async function explained<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof CheckError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new CheckError("config", `${tame(path, 200)} ${words[code] ?? "cannot be read"}`, { code });
  }
}
