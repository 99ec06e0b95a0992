import { appendFileSync } from "node:fs";

export type LogFields = Readonly<Record<string, unknown>>;

/** NDJSON as the bot's pino writes it: level, time, the fields, msg; no pid, no host name. */
export interface BotLog {
  info(msg: string, fields?: LogFields): void;
  warn(msg: string, fields?: LogFields): void;
  error(msg: string, fields?: LogFields): void;
  /** A crash dump: text between the lines of JSON, as in the real bot's output. */
  dump(text: string): void;
}

export function openBotLog(file: string): BotLog {
  const append = (line: string) => {
    try {
      appendFileSync(file, `${line}\n`);
    } catch {
      // the lab's folder is gone: so is the lab
    }
  };
  const write =
    (level: number) =>
    (msg: string, fields: LogFields = {}) =>
      append(JSON.stringify({ level, time: new Date().toISOString(), ...fields, msg }));
  return { info: write(30), warn: write(40), error: write(50), dump: append };
}
