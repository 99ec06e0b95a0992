import { join } from "node:path";
import type { Clock } from "../core/clock.ts";
import { type Bastion, readBastion } from "./bastion.ts";
import { type BodyOf, type EntryBody, type EntryOf, entryProblem, type JournalEntry } from "./entry.ts";
import { type Evidence, writeEvidence } from "./evidence.ts";
import { findIncident, incidentNumber, makeIncidentFolder } from "./incident-folders.ts";
import type { Instants } from "./instants.ts";
import { JournalError, writeFailure } from "./journal-error.ts";
import { type JournalFile, openJournalFile } from "./journal-file.ts";
import { type LockTry, takeLock } from "./lock.ts";
import { type Modes, modesOf } from "./modes.ts";
import { redactBody } from "./redact-body.ts";
import { mergeStreams, Others } from "./streams.ts";

/** The one writer of an incident's journal. */
export interface JournalWriter {
  /** `INC-0007`. */
  readonly incident: string;
  /** `<state>/incidents/INC-0007`. */
  readonly folder: string;
  /** Who writes, as every line says it. */
  readonly author: { readonly host: string; readonly by: string };
  /** Resolves when the line is on disk. Rejects with JournalError: then nothing may be sent. */
  append(body: EntryBody): Promise<JournalEntry>;
  /** The same at once, for handlers of signals. */
  appendSync(body: EntryBody): JournalEntry;
  /** The next free id of a duty, unique in the state directory: `D7-2`. */
  nextDuty(): string;
  /** Writes a file beside the journal, then its line. */
  saveEvidence(evidence: Evidence): Promise<EntryOf<"evidence">>;
  /** All lines, those from before included. */
  entries(): readonly JournalEntry[];
  /** Each line once it is on disk; the returned function stops that. */
  subscribe(hear: (entry: JournalEntry) => void): () => void;
  /** Gives the lock back. Idempotent. */
  close(): void;
}

export interface JournalOptions {
  /** The state directory. */
  readonly state: string;
  readonly clock: Clock;
  readonly host: string;
  /** The person, as every line names them. */
  readonly by: string;
  /** Removes values of secrets from a text. */
  readonly redact: (text: string) => string;
  readonly instants?: Instants;
  /** Number of the lease by which this process leads all bastions of its store; undefined while it does not. */
  readonly fence?: () => number | undefined;
}

/** Begins an incident in a folder of its own; its first line is written. Throws JournalError. */
export function openIncident(options: JournalOptions, about: Omit<BodyOf<"incident.opened">, "type">): JournalWriter {
  const modes = guarded(options.state, () => modesOf(options.state));
  const folder = guarded(options.state, () => makeIncidentFolder(options.state, modes, readBastion(options.state)));
  const writer = openWriter(folder, modes, options);
  writer.appendSync({ type: "incident.opened", ...about });
  return writer;
}

/** Goes on with an incident, also after a crash. Throws JournalError: `held` while another process writes it. */
export function continueIncident(options: JournalOptions, id: string): JournalWriter {
  const folder = findIncident(options.state, id);
  if (folder === undefined) throw new JournalError("missing", options.state, `no incident ${id} in ${options.state}`);
  const modes = guarded(options.state, () => modesOf(options.state));
  return openWriter(folder, modes, options);
}

function openWriter(folder: string, modes: Modes, options: JournalOptions): JournalWriter {
  const lock = lockJournal(folder, modes, options);
  try {
    const bastion = guarded(options.state, () => readBastion(options.state));
    const file = openJournalFile(folder, modes, options.instants);
    return new Writer({ file, bastion, folder, modes, options, unlock: lock.release });
  } catch (error) {
    lock.release();
    throw error;
  }
}

function lockJournal(folder: string, modes: Modes, { host, by, clock }: JournalOptions) {
  const taken: LockTry = guarded(folder, () =>
    takeLock({ folder, name: "journal", modes }, { host, by, now: clock.now() }),
  );
  if (taken.taken) return taken;
  const { holder } = taken;
  throw new JournalError(
    "held",
    folder,
    `${holder.by} writes this journal since ${holder.since} (process ${holder.pid} on ${holder.host}). Leave that opsdeck first`,
  );
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof JournalError ? error : writeFailure(path, error);
  }
}

interface WriterParts {
  readonly file: JournalFile;
  readonly bastion: Bastion | undefined;
  readonly folder: string;
  readonly modes: Modes;
  readonly options: JournalOptions;
  readonly unlock: () => void;
}

class Writer implements JournalWriter {
  readonly incident: string;
  readonly folder: string;
  readonly author: JournalWriter["author"];
  readonly #parts: WriterParts;
  readonly #own: JournalEntry[];
  /** What other bastions write; undefined where no store is shared. */
  readonly #others: Others | undefined;
  readonly #hearers = new Set<(entry: JournalEntry) => void>();
  readonly #duties: Set<string>;
  #entries: JournalEntry[] = [];
  #seq: number;
  /** Last lines of others that lines of this writer have named. */
  #saw: Readonly<Record<string, number>> = {};
  #closed = false;

  constructor(parts: WriterParts) {
    this.#parts = parts;
    this.folder = parts.folder;
    this.author = { host: parts.options.host, by: parts.options.by };
    this.incident = incidentNumber(parts.folder).id;
    const { past } = parts.file;
    this.#own = [...past.entries];
    this.#seq = past.lastSeq;
    this.#duties = new Set(past.doubtful);
    if (parts.bastion) this.#others = new Others(parts.folder, parts.bastion.id);
    this.#merge();
  }

  async append(body: EntryBody): Promise<JournalEntry> {
    return this.appendSync(body);
  }

  appendSync(body: EntryBody): JournalEntry {
    const { file, options } = this.#parts;
    if (this.#closed) throw new JournalError("broken", file.path, `${file.path} is closed`);
    const { clock, host, by } = options;
    const fence = options.fence?.();
    if (this.#others?.refresh()) this.#merge();
    const saw = this.#news();
    const entry: JournalEntry = {
      v: 1,
      seq: this.#seq + 1,
      at: new Date(clock.now()).toISOString(),
      mono: Math.round(clock.mono()),
      host,
      by,
      ...(saw && { saw }),
      ...(fence !== undefined && { fence }),
      ...redactBody(body, options.redact),
    };
    const problem = entryProblem(entry);
    if (problem !== undefined)
      throw new JournalError("invalid", file.path, `this line could not be read back: ${problem}`);
    file.append(entry);
    this.#seq++;
    this.#saw = { ...this.#saw, ...saw };
    this.#own.push(entry);
    // Among the lines of several writers the numbers are those of the merged order.
    this.#entries.push(this.#isShared() ? { ...entry, seq: this.#entries.length + 1 } : entry);
    if ("duty" in entry && entry.duty !== undefined) this.#duties.add(entry.duty);
    for (const hear of this.#hearers) hear(entry);
    return entry;
  }

  nextDuty(): string {
    const { number } = incidentNumber(this.folder);
    const { bastion } = this.#parts;
    // Two bastions that cannot reach each other must not give two duties one name.
    const start = bastion && this.#isShared() ? `D${number}-b${bastion.ordinal}-` : `D${number}-`;
    let next = 1;
    while (this.#duties.has(`${start}${next}`)) next++;
    const id = `${start}${next}`;
    this.#duties.add(id);
    return id;
  }

  async saveEvidence(evidence: Evidence): Promise<EntryOf<"evidence">> {
    const { modes, options } = this.#parts;
    const saved = guarded(join(this.folder, "evidence"), () =>
      writeEvidence(this.folder, modes, { ...evidence, text: options.redact(evidence.text) }),
    );
    const { run, step, about } = evidence;
    return this.appendSync({
      type: "evidence",
      ...saved,
      about,
      ...(run !== undefined && { run }),
      ...(step !== undefined && { step }),
    }) as EntryOf<"evidence">;
  }

  entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  subscribe(hear: (entry: JournalEntry) => void): () => void {
    this.#hearers.add(hear);
    return () => void this.#hearers.delete(hear);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#parts.file.close();
    this.#parts.unlock();
  }

  #isShared(): boolean {
    return this.#others !== undefined && this.#others.journals.size > 0;
  }

  #merge(): void {
    const others = [...(this.#others?.journals ?? [])];
    this.#entries = [
      ...mergeStreams([
        { bastion: this.#parts.bastion?.id ?? "", entries: this.#own },
        ...others.map(([bastion, { entries }]) => ({ bastion, entries })),
      ]),
    ];
    const doubtful = others.flatMap(([, journal]) => journal.doubtful);
    for (const duty of doubtful) this.#duties.add(duty);
    for (const entry of this.#entries) if ("duty" in entry && entry.duty !== undefined) this.#duties.add(entry.duty);
  }

  /** Lines of others that are on disk and that no line of this writer has named. */
  #news(): Readonly<Record<string, number>> | undefined {
    const news = [...(this.#others?.journals ?? [])].flatMap(([bastion, { lastSeq }]): [string, number][] =>
      lastSeq > (this.#saw[bastion] ?? 0) ? [[bastion, lastSeq]] : [],
    );
    return news.length === 0 ? undefined : Object.fromEntries(news);
  }
}
