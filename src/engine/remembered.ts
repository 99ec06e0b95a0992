import type { SampleLog } from "./sample-log.ts";

/** So many lines are folded into one. */
const COMPACT_LINES = 400;

export interface Remembering<M> {
  /** Name of its file. */
  readonly name: string;
  readonly log: SampleLog;
  readonly empty: M;
  /** A memory after one line of the log; a line that says nothing changes nothing. `now` bounds what can be true. */
  readonly fold: (memory: M, line: unknown) => M;
  /** The one line that says all of a memory. */
  readonly whole: (memory: M) => object;
  /** When a line was written about something, in ms since 1970; undefined where time does not matter. */
  readonly timeOf: (line: unknown) => number | undefined;
  /** Told when the log cannot be written to. */
  readonly failed: (error: unknown) => void;
}

/** A memory that survives the process: each change is a line on disk, and many lines become one. */
export class Remembered<M> {
  readonly #options: Remembering<M>;
  #memory: M;
  #lines = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: Remembering<M>) {
    this.#options = options;
    this.#memory = options.empty;
  }

  get memory(): M {
    return this.#memory;
  }

  /** Takes up what was written before this process. What seems to be of a time to come was written by another clock. */
  async restore(now: number): Promise<void> {
    const { log, name } = this.#options;
    await this.#writing;
    const lines = await log.load(name);
    this.#memory = this.#folded(lines, now);
    this.#lines = lines.length;
  }

  /** Keeps the new memory and writes down the line that led to it. */
  keep(memory: M, line: object, now: number): void {
    this.#memory = memory;
    this.#lines += 1;
    const full = this.#lines > COMPACT_LINES;
    if (full) this.#lines = 0;
    this.#writing = this.#writing.then(() => this.#write(line, full, now)).catch(this.#options.failed);
  }

  /** Resolves when all is written that was kept. */
  settled(): Promise<void> {
    return this.#writing;
  }

  async #write(line: object, full: boolean, now: number): Promise<void> {
    const { log, name, whole } = this.#options;
    await log.append(name, line);
    if (full) await log.compact(name, (lines) => [whole(this.#folded(lines, now))]);
  }

  /** Two writers do not write in the order of time. */
  #folded(lines: readonly unknown[], now: number): M {
    const { empty, fold, timeOf } = this.#options;
    return lines
      .map((line) => ({ line, at: timeOf(line) ?? 0 }))
      .filter(({ at }) => at <= now)
      .sort((a, b) => a.at - b.at)
      .reduce((memory, { line }) => fold(memory, line), empty);
  }
}
