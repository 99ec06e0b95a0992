import { chmod, mkdir, open, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { withLock, writeWhole } from "./file-lock.ts";

/** Lines of JSON by name, for all opsdecks that share a state directory. Order is that of writing. */
export interface SampleLog {
  /** What was written under a name; lines that are torn or no JSON are not there. Nothing when it cannot be read. */
  load(name: string): Promise<readonly unknown[]>;
  append(name: string, line: object): Promise<void>;
  /** Replaces all lines by those that `fold` makes of them, while nobody else writes. */
  compact(name: string, fold: (lines: readonly unknown[]) => readonly object[]): Promise<void>;
}

/** Permissions of what is written; a umask takes bits away, so they are set again. */
export interface SampleModes {
  readonly file: number;
  readonly folder: number;
}

/** A file that nobody wrote to for so long belongs to a rule that is gone. Longer than any window. */
const FORGOTTEN_MS = 100 * 86_400_000;
/** Far more than compacting leaves. */
const MOST_BYTES = 16 << 20;
const SHARED: SampleModes = { file: 0o660, folder: 0o2770 };

/**
 * A log as small files under `<state>/samples`. A line is appended in one write that the kernel keeps when the process is
 * killed; a line that was torn all the same ends before the next one begins.
 */
export function fileSampleLog(state: string, modesOf: () => SampleModes = () => SHARED): SampleLog {
  const folder = join(state, "samples");
  const pathOf = (name: string): string => join(folder, `${name}.jsonl`);
  let made: Promise<SampleModes> | undefined;
  const make = (): Promise<SampleModes> => {
    made ??= makeFolder(folder, modesOf);
    return made;
  };
  return {
    load: (name) => readLines(pathOf(name)),
    append: async (name, line) => {
      const { file } = await make();
      await withLock(pathOf(name), () => addLine(pathOf(name), JSON.stringify(line), file));
    },
    compact: async (name, fold) => {
      const { file } = await make();
      await withLock(pathOf(name), async () => {
        const lines = fold(await readLines(pathOf(name))).map((line) => `${JSON.stringify(line)}\n`);
        await writeWhole(pathOf(name), lines.join(""));
        await chmod(pathOf(name), file);
      });
    },
  };
}

async function makeFolder(folder: string, modesOf: () => SampleModes): Promise<SampleModes> {
  const modes = modesOf();
  const first = await mkdir(folder, { recursive: true, mode: modes.folder });
  if (first !== undefined) await chmod(folder, modes.folder);
  await forget(folder);
  return modes;
}

async function addLine(path: string, line: string, mode: number): Promise<void> {
  const file = await open(path, "a+", mode);
  try {
    const { size } = await file.stat();
    if (size === 0) await file.chmod(mode);
    const last = Buffer.alloc(1, "\n");
    if (size > 0) await file.read(last, 0, 1, size - 1);
    await file.write(`${last.toString() === "\n" ? "" : "\n"}${line}\n`);
  } finally {
    await file.close();
  }
}

async function readLines(path: string): Promise<readonly unknown[]> {
  try {
    if ((await stat(path)).size > MOST_BYTES) return [];
    return (await readFile(path, "utf8")).split("\n").flatMap(parsed);
  } catch {
    return []; // Not there, or not ours to read: as if nothing had been remembered.
  }
}

function parsed(line: string): unknown[] {
  try {
    return line === "" ? [] : [JSON.parse(line) as unknown];
  } catch {
    return [];
  }
}

async function forget(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > FORGOTTEN_MS) await rm(path, { force: true });
  }
}
