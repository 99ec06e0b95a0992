import type { CheckContext } from "../../src/core/check.ts";
import { CheckError } from "../../src/core/check-error.ts";
import type { LogPlan } from "../../src/core/named.ts";
import { refuseStatus } from "./http-status.ts";
import { programTakesMs } from "./program-takes.ts";

export interface LogText {
  readonly text: string;
  /** Whether there was more before it that was not read. */
  readonly cut: boolean;
  /** When the last of it was written, in ms since 1970, where that is known. */
  readonly endAt?: number;
}

/** How long a stream of a log is listened to. */
const STREAM_MS = 3000;

/** How long a log is waited for, at any pace. */
export function logTakesMs(log: LogPlan): number {
  if ("file" in log) return 0;
  return "url" in log ? STREAM_MS : programTakesMs(log.command);
}

/** The newest part of a log, at most `maxBytes`. Rejects with CheckError: what the file, the command or the address say. */
export async function readLog(
  log: LogPlan,
  maxBytes: number,
  { clients }: Pick<CheckContext<unknown>, "clients">,
  signal: AbortSignal,
): Promise<LogText> {
  if ("file" in log) {
    const { text, size, modifiedAt } = await clients.files.tail(log.file, maxBytes, signal);
    return { text, cut: size > maxBytes, endAt: modifiedAt };
  }
  if ("command" in log) {
    const ended = await clients.programs.run({ ...log.command, maxBytes, overflow: "keep-newest" }, signal);
    if (ended.exitCode === 0) return { text: ended.stdout, cut: ended.cut };
    throw new CheckError(
      "config",
      `the log ${log.name} cannot be read: its command ended with ${ended.exitCode ?? ended.signal}`,
      {
        code: String(ended.exitCode ?? ended.signal),
      },
    );
  }
  const lines: string[] = [];
  const request = { url: log.url, headers: log.headers, maxBytes, forMs: STREAM_MS };
  const answer = await clients.http.stream(
    request,
    (line) => {
      lines.push(line);
      return "more";
    },
    signal,
  );
  refuseStatus({ ...answer, text: lines.join("\n") }, [200]);
  return { text: lines.join("\n"), cut: answer.ended === "bytes" };
}
