import { hasNoRoute } from "../core/blinded.ts";
import { CheckError, toFailure } from "../core/check-error.ts";
import { tame } from "../core/hostile-text.ts";
import type { FailureKind } from "../core/reading.ts";

const words: Partial<Record<FailureKind, string>> = {
  refused: "refuses connections",
  reset: "closed the connection before it had answered",
  dns: "is not known to the name server",
  tls: "cannot be trusted",
  timeout: "does not answer",
};

/** Kinds that a code proves by its beginning: the many of OpenSSL, and those of undici's and zlib's parsers. */
const kindByPrefix: readonly (readonly [string, FailureKind])[] = [
  ["ERR_SSL_", "tls"],
  ["ERR_TLS_", "tls"],
  ["CERT_", "tls"],
  ["UNABLE_TO_", "tls"],
  ["ERR_OSSL_", "tls"],
  ["HOSTNAME_MISMATCH", "tls"],
  ["HPE_", "parse"],
  ["HTTPParserError", "parse"],
  ["UND_ERR_HEADERS_OVERFLOW", "too-large"],
  ["UND_ERR_RES_EXCEEDED", "too-large"],
  ["Z_", "parse"],
  ["ERR__ERROR", "parse"],
  ["ENOENT", "config"],
  ["UND_ERR_INVALID_ARG", "config"],
  ["ERR_INVALID_", "config"],
  ["ENETDOWN", "refused"],
  ["EHOSTDOWN", "refused"],
  ["ECONNABORTED", "reset"],
  ["UND_ERR_DESTROYED", "reset"],
  ["UND_ERR_CLOSED", "reset"],
  ["UND_ERR_SOCKET", "reset"],
];

/**
 * Whatever a connection threw as a CheckError with the upstream code. `place` is shown: a host and port, never a whole
 * URL. No cause is kept, since it may hold the request and so a secret.
 */
export function networkFailure(thrown: unknown, place: string, redact: (text: string) => string): CheckError {
  if (thrown instanceof CheckError) return thrown;
  const failure = toFailure(thrown);
  const code = failure.code === undefined ? undefined : tame(redact(failure.code), 60);
  // undici gives no code for an answer that is not HTTP at all.
  const proof = code ?? (isCutOff(failure.message) ? "UND_ERR_SOCKET" : thrown instanceof Error ? thrown.name : "");
  const kind = failure.kind === "bug" ? kindOfPrefix(proof) : failure.kind;
  const said = hasNoRoute(code) ? "cannot be reached from here" : (words[kind] ?? tame(redact(failure.message), 200));
  const detail = code ?? tame(redact(failure.message), 120);
  const message = words[kind] === undefined ? `${place}: ${said}` : `${place} ${said} (${detail})`;
  return new CheckError(kind, message, { place, ...(code !== undefined && { code }) });
}

/** undici's parser has no code for a chunked body that ends in the middle. */
function isCutOff(message: string): boolean {
  return message.includes("Invalid EOF state");
}

function kindOfPrefix(proof: string): FailureKind {
  return kindByPrefix.find(([prefix]) => proof.startsWith(prefix))?.[1] ?? "bug";
}
