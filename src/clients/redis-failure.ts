import { CheckError, kindOfCode } from "../core/check-error.ts";
import { tame } from "../core/hostile-text.ts";
import type { FailureKind } from "../core/reading.ts";
import { networkFailure } from "./network-failure.ts";

/** First words of Redis's error replies that core does not know. */
const kindByWord: Readonly<Record<string, FailureKind>> = {
  LOADING: "refused",
  MASTERDOWN: "refused",
  CLUSTERDOWN: "refused",
  BUSY: "timeout",
  DENIED: "auth",
};

/** An error of ioredis, of its socket or of the server's reply as a CheckError; the reply's first word is the code. */
export function redisFailure(thrown: unknown, place: string, redact: (text: string) => string): CheckError {
  if (thrown instanceof CheckError) return thrown;
  const message = thrown instanceof Error ? tame(redact(thrown.message), 200) : "unknown error";
  const word = /^-?([A-Z][A-Z]+)\b/.exec(message)?.[1];
  if (word !== undefined && !(thrown instanceof Error && "syscall" in thrown)) {
    return new CheckError(kindOfReply(word, message), `${place}: ${message}`, { code: word, place });
  }
  if (/Connection is closed|isn't writeable/.test(message)) {
    return new CheckError("reset", `${place} closed the connection before it had answered`, { place });
  }
  return networkFailure(thrown, place, redact);
}

function kindOfReply(word: string, message: string): FailureKind {
  // Upstash counts requests by plan and by day.
  if (/max number of clients|max (daily )?requests? limit exceeded/.test(message)) return "throttled";
  if (/^-?ERR (AUTH |invalid password|Client sent AUTH)/.test(message)) return "auth";
  return kindOfCode(word) ?? kindByWord[word] ?? "config";
}
