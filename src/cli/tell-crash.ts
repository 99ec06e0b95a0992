import { tame } from "../core/hostile-text.ts";

/** Tells of a defect that ends the process. */
export interface CrashTeller {
  /** What it says goes through this first; of several, through each. */
  redactBy(redact: (text: string) => string): void;
}

/** As sysexits.h calls an internal error: no answer of `check` has this code. */
const DEFECT = 70;
const MOST_LINES = 30;

/**
 * A defect tells of itself like everything else: without a secret and without control bytes, where Node would print all that
 * an error carries; and only when the screen was given back, which others see to at the exit.
 */
export function tellCrashes(stderr: NodeJS.WritableStream): CrashTeller {
  let redact = (text: string): string => text;
  process.on("uncaughtException", (error: unknown) => {
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const lines = redact(told)
      .split("\n", MOST_LINES)
      .map((line) => tame(line));
    process.once("exit", () => void stderr.write(`opsdeck ends by a defect of its own:\n${lines.join("\n")}\n`));
    process.exit(DEFECT);
  });
  return {
    redactBy(next) {
      const before = redact;
      redact = (text) => next(before(text));
    },
  };
}
