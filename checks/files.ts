import { z } from "zod";
import { type CheckContext, defineCheck } from "../src/core/check.ts";
import { CheckError } from "../src/core/check-error.ts";
import type { FileEntry } from "../src/core/clients.ts";
import { tableOf } from "../src/core/facts.ts";
import { tame } from "../src/core/hostile-text.ts";
import { plural } from "../src/core/plural.ts";
import type { Scalar } from "../src/core/reading.ts";
import { nameFits, namePattern } from "./parts/file-name.ts";
import { isRecord } from "./parts/record.ts";
import { safePointers } from "./parts/safe-params.ts";
import { takeScalars } from "./parts/take.ts";

/** A longer file is not read and counts as unreadable. */
const MAX_BYTES = 1024 * 1024;
const COLUMNS = { name: 0, at: 0, bytes: 0, readable: 0 };

const params = z.strictObject({
  path: z
    .string()
    .min(1)
    .meta({ description: "A directory of this machine; begins with / or where opsdeck was started." }),
  pattern: namePattern.default("*"),
  "max-files": z
    .int()
    .min(1)
    .max(200)
    .default(50)
    .meta({ description: "How many files are read and become rows; the newest." }),
  take: safePointers
    .refine((take) => Object.keys(take).every((column) => !Object.hasOwn(COLUMNS, column)), {
      error: `a column has one source; ${Object.keys(COLUMNS).join(", ")} are always there`,
    })
    .default({})
    .meta({ description: "Column: pointer into each file, which is JSON. Nothing else of a file is ever shown." }),
});
type Params = z.output<typeof params>;

/**
 * The files of a directory, not of those below it, such as dead letters. Facts: `count`, `bytes` (sum), `oldestAt` and
 * `newestAt` (by modification, ISO or null), `unreadable` (of those that were read: no JSON object, or over 1 MiB), and
 * the table `files` of name, at, bytes, readable and the columns of `take`, newest first. Without `take` nothing is read.
 * Failures: `config` for what is no directory or may not be read, `too-large` over 20,000 files.
 */
export const files = defineCheck({
  kind: "files",
  title: "Files",
  params,
  local: () => true,
  target: (p) => p.path,
  facts: () => ["count", "bytes", "oldestAt", "newestAt", "unreadable", "files"],
  async run({ params: p, clients, trace }, signal) {
    const listed = await clients.files.list(p.path, (name) => nameFits(name, p.pattern), signal);
    const found = listed.toSorted((a, b) => b.modifiedAt - a.modifiedAt || (a.name < b.name ? -1 : 1));
    const rows: Record<string, Scalar>[] = [];
    for (const entry of found.slice(0, p["max-files"])) {
      const row = await rowOf(entry, p, clients, signal);
      if (row) rows.push(row);
    }
    trace(`${plural(found.length, "file")} ${tame(p.pattern, 80)} in ${tame(p.path, 200)}, ${rows.length} looked at`);
    return {
      count: found.length,
      bytes: found.reduce((sum, { size }) => sum + size, 0),
      oldestAt: iso(found.at(-1)),
      newestAt: iso(found[0]),
      unreadable: rows.filter((row) => row.readable === false).length,
      files: tableOf(rows, Math.max(rows.length, found.length)),
    };
  },
});

/** Undefined for a file that is gone by now. */
async function rowOf(
  entry: FileEntry,
  { path, take }: Params,
  clients: CheckContext<unknown>["clients"],
  signal: AbortSignal,
): Promise<Record<string, Scalar> | undefined> {
  const known = { name: tame(entry.name, 200), at: iso(entry), bytes: entry.size };
  if (Object.keys(take).length === 0) return { ...known, readable: null };
  try {
    const { text } = await clients.files.read(`${path}/${entry.name}`, MAX_BYTES, signal);
    const value = jsonOf(text);
    return { ...known, readable: value !== undefined, ...takeScalars(value, take) };
  } catch (error) {
    if (!(error instanceof CheckError) || signal.aborted) throw error;
    return error.code === "ENOENT" ? undefined : { ...known, readable: false, ...takeScalars(undefined, take) };
  }
}

function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function iso(entry: FileEntry | undefined): string | null {
  return entry === undefined ? null : new Date(entry.modifiedAt).toISOString();
}
