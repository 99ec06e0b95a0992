import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { JournalEntry } from "./entry.ts";
import { codeOf } from "./error-code.ts";
import { incidentFolders, incidentNumber } from "./incident-folders.ts";
import { JOURNAL } from "./journal-file.ts";
import { type ReadJournal, readJournal } from "./read-journal.ts";

/** One incident as its journal tells it. */
export interface Incident {
  readonly id: string;
  readonly folder: string;
  readonly title: string;
  readonly environment: string;
  readonly systems: readonly string[];
  /** ISO 8601; undefined when its journal has no first line. */
  readonly openedAt: string | undefined;
  readonly closedAt: string | undefined;
  readonly entries: readonly JournalEntry[];
  readonly doubtful: readonly string[];
}

export interface Incidents {
  /** Oldest first. */
  readonly incidents: readonly Incident[];
  /** What could not be read, in words: a duty may hide there. */
  readonly problems: readonly string[];
}

/** Reads all journals of a state directory. Never rejects: what cannot be read is told. */
export async function readIncidents(state: string): Promise<Incidents> {
  let folders: readonly string[];
  try {
    folders = incidentFolders(state);
  } catch (error) {
    return { incidents: [], problems: [unreadable(join(state, "incidents"), error)] };
  }
  const read = await Promise.all(folders.map(readIncident));
  return {
    incidents: read.flatMap(({ incident }) => (incident ? [incident] : [])),
    problems: read.flatMap(({ problems }) => problems),
  };
}

async function readIncident(
  folder: string,
): Promise<{ readonly incident?: Incident; readonly problems: readonly string[] }> {
  const path = join(folder, JOURNAL);
  try {
    const journal = readJournal(await readFile(path));
    const problems = journal.problems.map((problem) => `${path}: ${problem}; a duty may be hidden there`);
    return { incident: incidentOf(folder, journal), problems };
  } catch (error) {
    // Its process died between making the folder and the first line: nothing had been sent.
    if (codeOf(error) === "ENOENT") return { problems: [] };
    return { problems: [unreadable(path, error)] };
  }
}

function incidentOf(folder: string, { entries, doubtful }: ReadJournal): Incident {
  const opened = entries.find((entry) => entry.type === "incident.opened");
  const named = entries.findLast((entry) => entry.type === "incident.named");
  return {
    id: incidentNumber(folder).id,
    folder,
    title: named?.title ?? opened?.title ?? "",
    environment: opened?.environment ?? "",
    systems: opened?.systems ?? [],
    openedAt: opened?.at,
    closedAt: entries.findLast((entry) => entry.type === "incident.closed")?.at,
    entries,
    doubtful,
  };
}

function unreadable(path: string, error: unknown): string {
  return `${path} cannot be read (${codeOf(error)}); duties may be open there that are not shown`;
}
