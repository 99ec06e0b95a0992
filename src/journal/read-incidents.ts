import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readBastion } from "./bastion.ts";
import type { JournalEntry } from "./entry.ts";
import { codeOf } from "./error-code.ts";
import { incidentFolders, incidentNumber } from "./incident-folders.ts";
import { type ReadJournal, readJournal } from "./read-journal.ts";
import { mergeStreams, streamPaths } from "./streams.ts";

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
  /** The last line is not whole: its writer died before it was on disk, or writes it now. */
  readonly torn: boolean;
}

export interface Incidents {
  /** Oldest first. */
  readonly incidents: readonly Incident[];
  /** What could not be read, in words: a duty may hide there. */
  readonly problems: readonly string[];
}

/** One folder's incident; there is none where its process died before the first line. */
export interface ReadIncident {
  readonly incident?: Incident;
  readonly problems: readonly string[];
}

/** Reads all journals of a state directory. Never rejects: what cannot be read is told. */
export async function readIncidents(state: string): Promise<Incidents> {
  const { folders, problems } = listIncidents(state);
  const read = await Promise.all(folders.map(readIncident));
  return {
    incidents: read.flatMap(({ incident }) => (incident ? [incident] : [])),
    problems: [...problems, ...read.flatMap((one) => one.problems)],
  };
}

/** The folders of all incidents, oldest first. Never throws. */
export function listIncidents(state: string): {
  readonly folders: readonly string[];
  readonly problems: readonly string[];
} {
  try {
    return { folders: incidentFolders(state), problems: [] };
  } catch (error) {
    return { folders: [], problems: [unreadable(join(state, "incidents"), error)] };
  }
}

/** Reads one incident, with what other bastions wrote about it. Never rejects. */
export async function readIncident(folder: string): Promise<ReadIncident> {
  try {
    const paths = [...streamPaths(folder, readBastion(dirname(dirname(folder)))?.id ?? "")];
    const streams = await Promise.all(paths.map(([bastion, path]) => readStream(bastion, path)));
    const problems = streams.flatMap((stream) => stream.problems);
    const read = streams.flatMap(({ bastion, journal }) => (journal ? [{ bastion, journal }] : []));
    return read.length === 0 ? { problems } : { incident: incidentOf(folder, joined(read)), problems };
  } catch (error) {
    return { problems: [unreadable(folder, error)] };
  }
}

interface ReadStream {
  readonly bastion: string;
  /** Undefined where there is none: nothing is sent before the first line. */
  readonly journal?: ReadJournal;
  readonly problems: readonly string[];
}

async function readStream(bastion: string, path: string): Promise<ReadStream> {
  try {
    const journal = readJournal(await readFile(path));
    const problems = journal.problems.map((problem) => `${path}: ${problem}; a duty may be hidden there`);
    return { bastion, journal, problems };
  } catch (error) {
    return { bastion, problems: codeOf(error) === "ENOENT" ? [] : [unreadable(path, error)] };
  }
}

function joined(read: readonly { readonly bastion: string; readonly journal: ReadJournal }[]) {
  return {
    entries: mergeStreams(read.map(({ bastion, journal }) => ({ bastion, entries: journal.entries }))),
    doubtful: read.flatMap(({ journal }) => journal.doubtful),
    torn: read.some(({ journal }) => journal.torn),
  };
}

function incidentOf(
  folder: string,
  { entries, doubtful, torn }: Pick<ReadJournal, "entries" | "doubtful" | "torn">,
): Incident {
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
    torn,
  };
}

function unreadable(path: string, error: unknown): string {
  return `${path} cannot be read (${codeOf(error)}); duties may be open there that are not shown`;
}
