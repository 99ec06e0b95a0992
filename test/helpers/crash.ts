import { appendFileSync } from "node:fs";
import type { Instants } from "../../src/journal/instants.ts";

/** How a process ends: killed, told to end, its terminal gone, or killed with half of a line on the disk. */
export const ENDS = ["SIGKILL", "SIGTERM", "SIGHUP", "torn"] as const;
export type End = (typeof ENDS)[number];

/** At the instant before or after the n-th line that the process writes, 1 for the first. */
export interface Crash {
  readonly line: number;
  readonly instant: "before-write" | "on-disk";
  readonly end: End;
}

/** Each way to end at each instant of `lines` lines. The instant after an effect is the one before its answer's line. */
export function crashTable(lines: number): readonly Crash[] {
  return Array.from({ length: lines }, (_, index) => index + 1).flatMap((line) => [
    ...ENDS.map((end): Crash => ({ line, instant: "before-write", end })),
    ...ENDS.filter((end) => end !== "torn").map((end): Crash => ({ line, instant: "on-disk", end })),
  ]);
}

export function crashWords({ line, instant, end }: Crash): string {
  return `${line} ${instant} ${end}`;
}

/** In the child: ends this process as `words` say, which a parent made with `crashWords`; "" for never. */
export function crashInstants(words: string): Instants {
  const [number, instant, end] = words.split(" ");
  let line = 0;
  return {
    reached(now, text, path) {
      if (now === "before-write") line++;
      if (line !== Number(number) || now !== instant) return;
      if (end === "torn") appendFileSync(path, text.slice(0, Math.ceil(text.length / 2)));
      process.kill(process.pid, end === "torn" ? "SIGKILL" : (end as NodeJS.Signals));
    },
  };
}

/** Runs a program of the project on a pseudo-terminal of its own, to its end. */
export async function runOnPty(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly exitCode: number; readonly signal: number; readonly text: string }> {
  // Only the parent needs it: the child is this file, too.
  const { spawn } = await import("@lydell/node-pty");
  const pty = spawn(process.execPath, [...args], {
    cols: 80,
    rows: 24,
    env: { PATH: "/usr/bin:/bin", TERM: "xterm-256color", LANG: "C.UTF-8", ...env },
  });
  let text = "";
  pty.onData((data) => {
    text += data;
  });
  const { exitCode, signal } = await new Promise<{ exitCode: number; signal?: number | undefined }>((resolve) =>
    pty.onExit(resolve),
  );
  return { exitCode, signal: signal ?? 0, text };
}
