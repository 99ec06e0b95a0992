import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { ConfigProblem } from "../config/problem.ts";
import { type ParsedRunbook, parseRunbook, type Runbook } from "./parse-runbook.ts";

/** The text of one runbook. */
export interface RunbookFile {
  readonly file: string;
  readonly text: string;
  /** Why it could not be read; its text is empty then. */
  readonly unread?: string;
}

const FOLDER = "runbooks";

/**
 * Finds runbooks beside system files: `runbooks/*.md` in a folder of system files, and `NAME/runbooks/*.md` one level down.
 * The path of a system file means its folder. What is not there is no mistake.
 */
export async function findRunbooks(path: string): Promise<readonly RunbookFile[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return [];
  const root = found.isDirectory() ? path : dirname(path);
  const below = found.isDirectory() ? await subfolders(root) : [];
  const folders = [join(root, FOLDER), ...below.map((name) => join(root, name, FOLDER))];
  const files = (await Promise.all(folders.map(markdownIn))).flat();
  // One that cannot be read is a mistake of its own, and takes no other away.
  return Promise.all(
    files.map((file) => readRunbook(file).catch((error) => ({ file, text: "", unread: whyOf(error) }))),
  );
}

/** Rejects with the error of the file system where it cannot be read. */
export async function readRunbook(file: string): Promise<RunbookFile> {
  return { file, text: await readFile(file, "utf8") };
}

async function subfolders(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory() && entry.name !== FOLDER).map((entry) => entry.name);
}

async function markdownIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.endsWith(".md"))
    .toSorted()
    .map((name) => join(folder, name));
}

interface Runbooks {
  readonly runbooks: readonly Runbook[];
  readonly problems: readonly ConfigProblem[];
}

/** Parses files in order; a later runbook takes the place of an earlier one with the same id. */
export function parseRunbooks(files: readonly RunbookFile[]): Runbooks {
  return collect(files.map(parsedFile));
}

/** The same with a pause after each file, so that keys are heard meanwhile. */
export async function parseInTurn(files: readonly RunbookFile[]): Promise<Runbooks> {
  const parsed: ParsedRunbook[] = [];
  for (const file of files) {
    parsed.push(parsedFile(file));
    await setImmediate();
  }
  return collect(parsed);
}

function parsedFile({ file, text, unread }: RunbookFile): ParsedRunbook {
  if (unread === undefined) return parseRunbook(file, text);
  const place = { file, line: 1, column: 1, path: "" };
  return {
    runbook: undefined,
    problems: [{ ...place, message: `cannot be read: ${unread}`, hint: "look at its rights" }],
  };
}

function whyOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

function collect(all: readonly ParsedRunbook[]): Runbooks {
  const byId = new Map<string, ParsedRunbook>();
  const nameless: ConfigProblem[] = [];
  for (const parsed of all) {
    if (parsed.runbook) byId.set(parsed.runbook.head.runbook, parsed);
    else nameless.push(...parsed.problems);
  }
  const kept = [...byId.values()];
  return {
    runbooks: kept.flatMap(({ runbook }) => runbook ?? []),
    problems: [...nameless, ...kept.flatMap((one) => one.problems)],
  };
}
