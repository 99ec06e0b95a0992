import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** Calls `onLine` with each line of `input` that is JSON; other lines (a crash dump, a warning) go to `onText`. */
export function readJsonLines(
  input: Readable,
  onLine: (value: unknown) => void,
  onText: (line: string) => void = () => undefined,
): void {
  createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }).on("line", (line) => {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      onText(line);
      return;
    }
    onLine(value);
  });
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
