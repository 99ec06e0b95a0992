import { readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { TeamConflict, type TeamHead, type TeamLine, type TeamSession } from "../../clients/team-session.ts";
import type { Bastion } from "../../journal/bastion.ts";
import { folderFor, incidentFolders, incidentNumber, makeIncidentFolder } from "../../journal/incident-folders.ts";
import { JOURNAL } from "../../journal/journal-file.ts";
import { decodeLine } from "../../journal/line.ts";
import { type LockOwner, takeLock } from "../../journal/lock.ts";
import { type Modes, modesOf } from "../../journal/modes.ts";
import { appendOthers, streamPaths, wholeLinesOf } from "../../journal/streams.ts";
import { syncFolder } from "../../journal/sync-folder.ts";
import { newsOf } from "./news.ts";

const PUSH = 100;

export interface SyncNews {
  readonly pushed: number;
  /** Lines of others that came. */
  readonly pulled: number;
  /** What others wrote that people want to hear of, in words. */
  readonly news: readonly string[];
  /** What does not fit together, in words. Nothing of it is lost: it stays on this disk. */
  readonly conflicts: readonly string[];
}

/**
 * Brings a state directory and a store together: what this bastion wrote goes there, what others wrote comes here, each line
 * once, by incident, bastion and number. May be ended at any moment and begun again. One process a state directory at a time.
 */
export class TeamSync {
  readonly #state: string;
  readonly #owner: LockOwner;
  readonly #modes: Modes;
  /** Lines of the files that were read, by path, while their size is the same. */
  readonly #counted = new Map<string, { readonly size: number; readonly lines: number }>();

  constructor(state: string, owner: LockOwner) {
    this.#state = state;
    this.#owner = owner;
    this.#modes = modesOf(state);
  }

  /** Changes with every line that this bastion writes. */
  print(): string {
    return incidentFolders(this.#state)
      .map((folder) => `${folder} ${sizeOf(join(folder, JOURNAL))}`)
      .join("\n");
  }

  async run(session: TeamSession, bastion: Bastion): Promise<SyncNews> {
    const heads = await session.heads();
    const known = new Map(heads.filter((head) => head.bastion === bastion.id).map((head) => [head.incident, head.seq]));
    const conflicts: string[] = [];
    let pushed = 0;
    for (const folder of incidentFolders(this.#state)) {
      const told = await this.#push(folder, known.get(incidentNumber(folder).number) ?? 0, session, bastion);
      if (typeof told === "number") pushed += told;
      else conflicts.push(told.conflict);
    }
    const lines: { readonly line: string; readonly folder: string }[] = [];
    for (const head of heads)
      if (head.bastion !== bastion.id) lines.push(...(await this.#pull(head, session, bastion)));
    const news = lines.flatMap(({ line, folder }) => wordsOf(line, folder) ?? []);
    return { pushed, pulled: lines.length, news, conflicts };
  }

  /** How many lines of others the store has that this disk has not. */
  async missing(session: TeamSession, { id }: Bastion): Promise<number> {
    const others = (await session.heads()).filter(({ bastion }) => bastion !== id);
    return others.reduce((sum, head) => sum + Math.max(0, head.seq - this.#countOf(head, id)), 0);
  }

  #countOf({ incident, bastion }: TeamHead, own: string): number {
    const folder = incidentFolders(this.#state).find((one) => incidentNumber(one).number === incident);
    const path = folder && streamPaths(folder, own).get(bastion);
    return path === undefined ? 0 : this.#count(path);
  }

  async #push(
    folder: string,
    known: number,
    session: TeamSession,
    bastion: Bastion,
  ): Promise<number | { readonly conflict: string }> {
    const path = join(folder, JOURNAL);
    const { id, number } = incidentNumber(folder);
    const count = this.#count(path);
    if (count < known)
      return {
        conflict: `${id}: the store has ${known} lines of this bastion, the disk ${count}. Is this a copy of it?`,
      };
    const lines = wholeLinesOf(path, known).map((line, index) =>
      teamLine(line, { incident: number, bastion: bastion.id, seq: known + index + 1 }),
    );
    try {
      for (let at = 0; at < lines.length; at += PUSH) await session.push(lines.slice(at, at + PUSH));
      return lines.length;
    } catch (error) {
      if (!(error instanceof TeamConflict)) throw error;
      if (error.kind === "opened") return { conflict: this.#renumber(folder, bastion) };
      return { conflict: `${id}: the store has other lines by this bastion's name. Is this state directory a copy?` };
    }
  }

  /** Another bastion's incident has this number, from before both shared a store: this one gets another. */
  #renumber(folder: string, bastion: Bastion): string {
    const { id } = incidentNumber(folder);
    const lock = takeLock({ folder, name: "journal", modes: this.#modes }, this.#owner);
    if (!lock.taken) return `${id} is another incident in the store: it is shared when nobody writes it any more`;
    const target = makeIncidentFolder(this.#state, this.#modes, bastion);
    renameSync(folder, target);
    for (const name of readdirSync(target)) if (name.startsWith("journal.lock.")) rmSync(join(target, name));
    syncFolder(dirname(target));
    return `${id} is another incident in the store: what was ${id} here is ${incidentNumber(target).id} now`;
  }

  async #pull(head: TeamHead, session: TeamSession, bastion: Bastion) {
    const folder = folderFor(this.#state, head.incident, this.#modes);
    const path = streamPaths(folder, bastion.id).get(head.bastion);
    const pulled: { readonly line: string; readonly folder: string }[] = [];
    let seq = path === undefined ? 0 : this.#count(path);
    while (seq < head.seq) {
      const lines = await session.pull({ ...head, seq });
      if (lines.length === 0) break;
      appendOthers(folder, head.bastion, lines, this.#modes);
      seq += lines.length;
      pulled.push(...lines.map((line) => ({ line, folder })));
    }
    return pulled;
  }

  #count(path: string): number {
    const size = sizeOf(path);
    const known = this.#counted.get(path);
    if (known?.size === size) return known.lines;
    const lines = wholeLinesOf(path).length;
    this.#counted.set(path, { size, lines });
    return lines;
  }
}

/** A damaged line goes as it is: it is feared everywhere. */
function teamLine(line: string, place: TeamHead): TeamLine {
  const read = decodeLine(line);
  const entry = "entry" in read ? read.entry : undefined;
  const opens = place.seq === 1 && entry?.type === "incident.opened";
  return { ...place, line, opens, fence: entry?.fence ?? null };
}

function wordsOf(line: string, folder: string): string | undefined {
  const read = decodeLine(line);
  return "entry" in read ? newsOf(incidentNumber(folder).id, read.entry) : undefined;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
