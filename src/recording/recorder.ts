import { createHash } from "node:crypto";
import { closeSync, fchmodSync, fstatSync, openSync } from "node:fs";
import { join } from "node:path";
import { writeAll } from "../journal/write-whole.ts";
import type { CockpitEvent, CockpitState } from "../store/state.ts";
import { plainEvent, plainState } from "./plain.ts";
import { type FrameShape, RECORDING } from "./recording.ts";

export interface RecorderOptions {
  /** The incident's folder, and the mode of what is written there. */
  readonly folder: string;
  readonly mode: number;
  readonly incident: string;
  readonly version: string;
  readonly zone: string;
  readonly redact: (text: string) => string;
  /** The frame of a state as it is on the screen now, with how it was drawn; absent where there is no screen. */
  readonly frame?: (state: CockpitState) => { readonly text: string; readonly shape: FrameShape };
  /** Told once, when nothing more is recorded. */
  readonly ended: (why: string) => void;
  /** For tests. */
  readonly limitBytes?: number;
}

/** About seven hours of sixty checks. */
const LIMIT_BYTES = 32 * 1024 * 1024;
/** A frame costs milliseconds: one in so many events is hashed. */
const FRAME_EVERY = 200;
/** Lines wait for each other this long, by the time that the screen shows. */
const TOGETHER_MS = 1000;

/**
 * Appends what happens on a screen to `<folder>/events.jsonl`, so that it can be played again. It is an account beside the
 * journal and proves nothing: it is not flushed to the disk, and where it cannot be written the incident goes on.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  #file: number | undefined;
  #room: number;
  #waiting = "";
  #writtenAt = 0;
  #events = 0;

  /** Begins with the whole state. Throws what the file system says. */
  constructor(options: RecorderOptions, state: CockpitState) {
    this.#options = options;
    const { folder, mode, incident, version, zone, limitBytes = LIMIT_BYTES } = options;
    this.#file = openSync(join(folder, RECORDING), "a", mode);
    const { size } = fstatSync(this.#file);
    if (size === 0) fchmodSync(this.#file, mode);
    this.#room = limitBytes - size;
    const head = { v: 1, type: "recording", incident, at: state.now, version, zone, state: plainState(state) };
    this.#line(head);
    this.#hash(state);
    this.#flush(state.now);
  }

  /** An event and the state that came of it. That time passed is told by the events themselves. */
  heard(event: CockpitEvent, state: CockpitState): void {
    if (this.#file === undefined) return;
    if (event.type !== "ticked") {
      this.#line({ t: state.now, event: plainEvent(event) });
      this.#events++;
      if (this.#events % FRAME_EVERY === 0) this.#hash(state);
    }
    if (this.#room < this.#waiting.length) this.#end(`the recording has ${LIMIT_BYTES >> 20} MB`, state.now);
    else if (state.now - this.#writtenAt >= TOGETHER_MS) this.#flush(state.now);
  }

  /** Idempotent. */
  stop(state: CockpitState): void {
    if (this.#file === undefined) return;
    this.#hash(state);
    this.#flush(state.now);
    this.#close();
  }

  #hash(state: CockpitState): void {
    const { frame } = this.#options;
    if (!frame || showsRaw(state)) return;
    const { text, shape } = frame(state);
    this.#line({ t: state.now, frame: { ...shape, sha256: frameHash(text) } });
  }

  #line(value: object): void {
    const { redact } = this.#options;
    this.#waiting += `${JSON.stringify(value, (_, part: unknown) => (typeof part === "string" ? redact(part) : part))}\n`;
  }

  #flush(now: number): void {
    if (this.#file === undefined || this.#waiting === "") return;
    const bytes = Buffer.from(this.#waiting);
    this.#waiting = "";
    this.#writtenAt = now;
    this.#room -= bytes.length;
    try {
      writeAll(this.#file, bytes);
    } catch (error) {
      this.#close();
      this.#options.ended(`cannot be written: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #end(reason: string, now: number): void {
    this.#waiting = `${JSON.stringify({ t: now, end: reason })}\n`;
    this.#flush(now);
    if (this.#file === undefined) return;
    this.#close();
    this.#options.ended(reason);
  }

  #close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

/** A raw answer is not recorded, so a frame that shows one cannot be drawn again. */
function showsRaw({ view }: CockpitState): boolean {
  return view.overlay?.type === "detail" && view.overlay.raw;
}

export function frameHash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
