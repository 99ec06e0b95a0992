import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type CompiledDocument, openCompiled } from "./compiled.ts";
import { type ConfigSource, parseSource } from "./load-config.ts";
import type { ConfigProblem } from "./problem.ts";
import { SETTINGS } from "./settings.ts";

export interface Sources {
  readonly sources: readonly ConfigSource[];
  readonly problems: readonly ConfigProblem[];
}

const YAML = /\.ya?ml$/;

/** The shipped system files as the build embeds them. */
export type Shipped = readonly CompiledDocument[];

export function shippedSources(shipped: Shipped): ConfigSource[] {
  return shipped.map((document) => ({
    file: document.file,
    documents: [openCompiled(document)],
    problems: [],
    shipped: true,
  }));
}

/** Reads the system files of a folder (`*.yaml` but `opsdeck.yaml`, and `NAME/system.yaml` one level down), or one file. */
export async function readSources(path: string, required: boolean): Promise<Sources> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return { sources: [], problems: required ? [unreadable(path, "no such file or folder")] : [] };
  if (!found.isDirectory()) return readOne(path);
  const entries = await readdir(path, { withFileTypes: true });
  const files = entries.flatMap((entry) => {
    if (entry.isDirectory()) return [join(path, entry.name, "system.yaml")];
    return YAML.test(entry.name) && entry.name !== SETTINGS ? [join(path, entry.name)] : [];
  });
  const there = await Promise.all(
    files.map((file) =>
      stat(file).then(
        () => file,
        () => undefined,
      ),
    ),
  );
  const read = await Promise.all(
    there
      .filter((file) => file !== undefined)
      .toSorted()
      .map(readOne),
  );
  return { sources: read.flatMap((one) => one.sources), problems: read.flatMap((one) => one.problems) };
}

async function readOne(file: string): Promise<Sources> {
  try {
    return { sources: [parseSource(file, await readFile(file, "utf8"))], problems: [] };
  } catch (error) {
    return { sources: [], problems: [unreadable(file, error instanceof Error ? error.message : String(error))] };
  }
}

function unreadable(file: string, message: string): ConfigProblem {
  return { file, line: 1, column: 1, path: "", message: `cannot be read: ${message}`, hint: "check the path" };
}
