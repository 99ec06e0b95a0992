import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { JournalWriter } from "../journal/journal.ts";

interface Kept {
  readonly name: string;
  readonly value: unknown;
  readonly run: string;
  readonly step: string;
}

/** Saves a value as JSON beside the journal; resolves when it and its line are on disk. */
export async function keepEvidence(
  { name, value, run, step }: Kept,
  journal: Pick<JournalWriter, "saveEvidence">,
): Promise<void> {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  await journal.saveEvidence({ name: `${name}.json`, about: name, text, run, step });
}

/** The last value that a run kept by a name. Undefined: none was kept; null: it cannot be read any more. */
export async function evidenceOf(
  name: string,
  run: string,
  journal: Pick<JournalWriter, "entries" | "folder">,
): Promise<unknown> {
  const kept = journal.entries().findLast((entry) => {
    return entry.type === "evidence" && entry.run === run && entry.about === name;
  });
  if (kept?.type !== "evidence") return undefined;
  try {
    return JSON.parse(await readFile(join(journal.folder, kept.file), "utf8"));
  } catch {
    return null;
  }
}
