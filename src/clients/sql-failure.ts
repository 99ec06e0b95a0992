import { CheckError, kindOfCode } from "../core/check-error.ts";
import { tame } from "../core/hostile-text.ts";
import type { FailureKind } from "../core/reading.ts";
import { networkFailure } from "./network-failure.ts";

const SQLSTATE = /^[0-9A-Z]{5}$/;

/** What a class of SQLSTATE proves (its first two characters), where core does not know the code itself. */
const kindByClass: Readonly<Record<string, FailureKind>> = {
  "08": "reset",
  "28": "auth",
  "53": "status",
  "57": "reset",
  "58": "status",
  XX: "status",
};

/** A query that was stopped by its statement_timeout. */
export function isStatementTimeout(error: CheckError): boolean {
  return error.code === "57014" && error.kind === "timeout";
}

/** An error of pg or of its socket as a CheckError; SQLSTATE is the code. */
export function sqlFailure(thrown: unknown, place: string, redact: (text: string) => string): CheckError {
  if (thrown instanceof CheckError) return thrown;
  const code = codeOf(thrown);
  const message = thrown instanceof Error ? tame(redact(thrown.message), 300) : "unknown error";
  if (code === "57014") {
    const kind = message.includes("statement timeout") ? "timeout" : "aborted";
    return new CheckError(kind, `${place} stopped the query: ${message}`, { code, place });
  }
  if (code !== undefined && SQLSTATE.test(code))
    return new CheckError(kindOf(code), `${place}: ${message}`, { code, place });
  if (/Connection terminated|The server does not support SSL|establishing an SSL/.test(message)) {
    const kind = message.startsWith("Connection") ? "reset" : "tls";
    return new CheckError(kind, `${place}: ${message}`, { place });
  }
  return networkFailure(thrown, place, redact);
}

/** Anything else that the server objects to is a query or a role that does not fit this database. */
function kindOf(code: string): FailureKind {
  return kindOfCode(code) ?? kindByClass[code.slice(0, 2)] ?? "config";
}

function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : undefined;
}
