import { createWriteStream } from "node:fs";
import { format } from "node:util";

/** One JSON object a line, as the app's logger writes it: level, msg, ts, then the context. */
export interface AppLog {
  info(msg: string, context?: Record<string, unknown>): void;
  warn(msg: string, context?: Record<string, unknown>): void;
  error(msg: string, context?: Record<string, unknown>): void;
}

/** What was said, line by line, besides the file: its level and the line without its end. */
export type LineHeard = (level: string, line: string) => void;

export function openAppLog(file: string, heard: LineHeard = () => undefined): AppLog {
  const stream = createWriteStream(file, { flags: "a" });
  stream.on("error", () => undefined);
  const write =
    (level: string) =>
    (msg: string, context: Record<string, unknown> = {}) => {
      const line = JSON.stringify({ level, msg, ts: new Date().toISOString(), ...context });
      stream.write(`${line}\n`);
      heard(level, line);
    };
  return { info: write("info"), warn: write("warn"), error: write("error") };
}

/** Libraries talk to the console, which in production is the same log: the QStash SDK says each refused publish there. */
export function takeConsole(log: AppLog): void {
  for (const level of ["info", "warn", "error"] as const)
    console[level] = (...said: unknown[]): void => log[level](format(...said));
}
