import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { JournalEntry } from "./entry.ts";
import type { Instants } from "./instants.ts";
import { JournalError, writeFailure } from "./journal-error.ts";
import { encodeLine } from "./line.ts";
import type { Modes } from "./modes.ts";
import { type ReadJournal, readJournal } from "./read-journal.ts";
import { syncFolder } from "./sync-folder.ts";
import { writeAll } from "./write-whole.ts";

export const JOURNAL = "journal.jsonl";

/** The file of one journal, open for appending by the one who holds its lock. */
export interface JournalFile {
  readonly path: string;
  /** What was there when it was opened; a torn tail has been cut. */
  readonly past: ReadJournal;
  /** Returns when the line is on disk. Throws JournalError; then the line is not there, or the file is given up. */
  append(entry: JournalEntry): void;
  close(): void;
}

/**
 * Opens `<folder>/journal.jsonl`. All of it is synchronous: a line takes milliseconds, there are few, and a signal
 * handler must never meet one that is half written.
 */
export function openJournalFile(folder: string, modes: Modes, instants: Instants | undefined): JournalFile {
  const path = join(folder, JOURNAL);
  const { file, past } = openAndRepair(path, modes);
  let broken = false;
  return {
    path,
    past,
    append(entry) {
      if (broken) throw new JournalError("broken", path, `${path} could not be written before: start opsdeck again`);
      const line = `${encodeLine(entry)}\n`;
      instants?.reached("before-write", line, path);
      const { size } = fstatSync(file);
      try {
        writeAll(file, Buffer.from(line));
        fdatasyncSync(file);
      } catch (error) {
        broken = !cutBack(file, size) || isSyncFailure(error);
        throw writeFailure(path, error);
      }
      instants?.reached("on-disk", line, path);
    },
    close: () => closeSync(file),
  };
}

function openAndRepair(path: string, modes: Modes): { readonly file: number; readonly past: ReadJournal } {
  try {
    const fresh = !existsSync(path);
    const file = openSync(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT, modes.file);
    const past = readJournal(readFileSync(path));
    if (past.torn) ftruncateSync(file, past.wholeBytes);
    // A colleague's file has its mode already, and only they may set it.
    if (fresh) fchmodSync(file, modes.file);
    if (past.wholeBytes === 0) {
      syncFolder(dirname(path));
      syncFolder(dirname(dirname(path)));
    }
    if (past.torn) fdatasyncSync(file);
    return { file, past };
  } catch (error) {
    throw writeFailure(path, error);
  }
}

/** Half a line in the middle would damage the next one. */
function cutBack(file: number, size: number): boolean {
  try {
    ftruncateSync(file, size);
    return true;
  } catch {
    return false;
  }
}

/** After a failed flush the kernel may have forgotten the bytes, and a second flush would succeed without them. */
function isSyncFailure(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && String(error.syscall).includes("sync");
}
