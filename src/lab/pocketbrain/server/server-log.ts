import { appendFileSync } from "node:fs";

export type LogFields = Readonly<Record<string, unknown>>;

/** NDJSON as fastify's pino writes it: level, time (ms since 1970), the fields, msg. */
export interface ServerLog {
  info(msg: string, fields?: LogFields): void;
  warn(msg: string, fields?: LogFields): void;
  error(msg: string, fields?: LogFields): void;
}

export function openServerLog(file: string): ServerLog {
  const write =
    (level: number) =>
    (msg: string, fields: LogFields = {}) => {
      try {
        appendFileSync(file, `${JSON.stringify({ level, time: Date.now(), ...fields, msg })}\n`);
      } catch {
        // the lab's folder is gone: so is the lab
      }
    };
  return { info: write(30), warn: write(40), error: write(50) };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
