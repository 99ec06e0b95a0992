import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** How `opsdeck lab break` finds the running lab of its user when no variable says where it is. */
export interface ControlFile {
  readonly control: string;
  readonly nonce: string;
  readonly pid: number;
  readonly startedAt: string;
}

function folder(home: string): string {
  return join(home, ".local", "state", "opsdeck", "labs");
}

/** One file a lab, named by its pid; readable by its user only. */
export async function writeControlFile(home: string, file: ControlFile): Promise<string> {
  await mkdir(folder(home), { recursive: true, mode: 0o700 });
  const path = join(folder(home), `${file.pid}.json`);
  await writeFile(path, `${JSON.stringify(file)}\n`, { mode: 0o600 });
  return path;
}

/** The labs that left a file, the youngest first. A file is no proof that its lab still runs. */
export async function readControlFiles(home: string): Promise<ControlFile[]> {
  const names = await readdir(folder(home)).catch(() => []);
  const files = await Promise.all(names.map((name) => readFile(join(folder(home), name), "utf8").catch(() => "")));
  return files
    .map(parse)
    .filter((file) => file !== undefined)
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt));
}

function parse(text: string): ControlFile | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isControlFile(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isControlFile(value: unknown): value is ControlFile {
  if (typeof value !== "object" || value === null) return false;
  const { control, nonce, startedAt } = value as Record<string, unknown>;
  return typeof control === "string" && typeof nonce === "string" && typeof startedAt === "string";
}
