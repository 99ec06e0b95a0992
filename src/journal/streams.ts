import { closeSync, fdatasyncSync, ftruncateSync, openSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { JournalEntry } from "./entry.ts";
import { codeOf } from "./error-code.ts";
import { JOURNAL } from "./journal-file.ts";
import { type Modes, makeFolder } from "./modes.ts";
import { namesIn } from "./names-in.ts";
import { type ReadJournal, readJournal } from "./read-journal.ts";
import { syncFolder } from "./sync-folder.ts";
import { writeAll } from "./write-whole.ts";

/**
 * What other bastions wrote about an incident lies beside its journal, `others/<bastion>.jsonl`, byte for byte as they wrote
 * it. Each file has one writer for ever, so that two bastions that cannot reach each other never write one line.
 */
const OTHERS = "others";
const NAME = /^([0-9a-f]{8,32})\.jsonl$/;
const NEWLINE = 0x0a;

/** One bastion's lines of one incident. */
interface Stream {
  readonly bastion: string;
  readonly entries: readonly JournalEntry[];
}

/** Paths of the journals of an incident, by the bastion that writes them; `own` is this state directory's. */
export function streamPaths(folder: string, own: string): ReadonlyMap<string, string> {
  const others = namesIn(join(folder, OTHERS)).flatMap((name): [string, string][] => {
    const bastion = NAME.exec(name)?.[1];
    return bastion === undefined || bastion === own ? [] : [[bastion, join(folder, OTHERS, name)]];
  });
  return new Map([[own, join(folder, JOURNAL)], ...others.toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}

/** What the other bastions wrote about an incident, read again only when it has grown. */
export class Others {
  readonly #folder: string;
  readonly #own: string;
  #print = "";
  journals: ReadonlyMap<string, ReadJournal> = new Map();

  constructor(folder: string, own: string) {
    this.#folder = folder;
    this.#own = own;
    this.refresh();
  }

  /** True when there was something new. What cannot be read now is read later: it must not keep a line from the disk. */
  refresh(): boolean {
    try {
      const paths = [...streamPaths(this.#folder, this.#own)].filter(([bastion]) => bastion !== this.#own);
      const print = paths.map(([, path]) => `${path} ${statSync(path).size}`).join("\n");
      if (print === this.#print) return false;
      this.journals = new Map(paths.map(([bastion, path]) => [bastion, readJournal(readFileSync(path))]));
      this.#print = print;
      return true;
    } catch {
      return false;
    }
  }
}

/**
 * All lines of an incident in one order that no clock decides alone: a line never stands before one that its writer had on
 * disk. They are numbered anew where several wrote. Total, whatever the lines say.
 */
export function mergeStreams(streams: readonly Stream[]): readonly JournalEntry[] {
  const written = streams.filter(({ entries }) => entries.length > 0);
  const [only, ...more] = written;
  if (only === undefined || more.length === 0) return only?.entries ?? [];
  const merged: JournalEntry[] = [];
  const places = new Map(written.map(({ bastion }) => [bastion, 0]));
  const total = written.reduce((sum, { entries }) => sum + entries.length, 0);
  while (merged.length < total) {
    const next = nextOf(written, places);
    if (!next) break;
    places.set(next.bastion, (places.get(next.bastion) ?? 0) + 1);
    merged.push({ ...next.entry, seq: merged.length + 1 });
  }
  return merged;
}

/** The earliest of those whose writers had seen nothing that is still to come; when that is none, the earliest. */
function nextOf(streams: readonly Stream[], places: ReadonlyMap<string, number>) {
  const heads = streams.flatMap(({ bastion, entries }) => {
    const entry = entries[places.get(bastion) ?? 0];
    return entry ? [{ bastion, entry }] : [];
  });
  const byTime = heads.toSorted(
    (a, b) => Date.parse(a.entry.at) - Date.parse(b.entry.at) || (a.bastion < b.bastion ? -1 : 1),
  );
  const pending = (bastion: string, seen: number): boolean => {
    const head = heads.find((one) => one.bastion === bastion);
    return head !== undefined && head.entry.seq <= seen;
  };
  const ready = byTime.find(
    ({ entry }) => !Object.entries(entry.saw ?? {}).some(([bastion, seen]) => pending(bastion, seen)),
  );
  return ready ?? byTime[0];
}

/** Whole lines of a file, the first `skip` left out; none where there is no such file. */
export function wholeLinesOf(path: string, skip = 0): readonly string[] {
  const bytes = bytesOf(path);
  const text = bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1).toString("utf8");
  return text.split("\n").slice(skip, -1);
}

/** Adds lines of another bastion and returns when they are on disk. Its caller is the only one who does so. */
export function appendOthers(folder: string, bastion: string, lines: readonly string[], modes: Modes): void {
  const place = join(folder, OTHERS);
  if (makeFolder(place, modes)) syncFolder(folder);
  const path = join(place, `${bastion}.jsonl`);
  const before = bytesOf(path);
  const file = openSync(path, "a", modes.file);
  try {
    ftruncateSync(file, before.lastIndexOf(NEWLINE) + 1);
    writeAll(file, Buffer.from(lines.map((line) => `${line}\n`).join("")));
    fdatasyncSync(file);
  } finally {
    closeSync(file);
  }
  if (before.length === 0) syncFolder(place);
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}
