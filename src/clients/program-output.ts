import type { Readable } from "node:stream";
import { CheckError } from "../core/check-error.ts";
import { wholeLines } from "./whole-lines.ts";

export interface Output {
  /** Settles when the pipe has ended. */
  readonly read: Promise<void>;
  /** Rejects with `too-large` when more came than may; never settles otherwise. */
  readonly overflowed: Promise<never>;
  /** What is kept by now, and whether there was more before it. */
  kept(): { readonly text: string; readonly cut: boolean };
}

interface OutputBounds {
  readonly name: string;
  readonly maxBytes: number;
  readonly overflow: "fail" | "keep-newest";
}

/** Reads a pipe and keeps its newest `maxBytes`. */
export function collectOutput(pipe: Readable, { name, maxBytes, overflow }: OutputBounds): Output {
  const tooLarge = Promise.withResolvers<never>();
  tooLarge.promise.catch(() => {});
  const ended = Promise.withResolvers<void>();
  let chunks: Buffer[] = [];
  let kept = 0;
  let cut = false;
  pipe.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    kept += chunk.length;
    if (kept <= maxBytes) return;
    cut = true;
    if (overflow === "fail") tooLarge.reject(failure(name, maxBytes));
    // Joined only when twice as much is there, so that each byte is copied once.
    if (kept > 2 * maxBytes) {
      chunks = [newest(chunks, maxBytes)];
      kept = maxBytes;
    }
  });
  pipe.once("close", ended.resolve).on("error", () => {});
  return {
    read: ended.promise,
    overflowed: tooLarge.promise,
    kept() {
      const text = newest(chunks, maxBytes).toString("utf8");
      return { text: cut ? wholeLines(text) : text, cut };
    },
  };
}

function newest(chunks: readonly Buffer[], maxBytes: number): Buffer {
  const whole = Buffer.concat(chunks);
  return whole.subarray(Math.max(0, whole.length - maxBytes));
}

function failure(name: string, maxBytes: number): CheckError {
  return new CheckError("too-large", `${name} printed more than ${Math.round(maxBytes / 1024)} KiB`, {
    hint: "let it print less",
  });
}
