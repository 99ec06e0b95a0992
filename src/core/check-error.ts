import type { CheckFailure, FailureKind, Verdict } from "./reading.ts";

interface CheckErrorOptions {
  readonly code?: string;
  readonly hint?: string;
  readonly place?: string;
  readonly cause?: unknown;
}

/** The one error a check throws on purpose. Anything else that escapes is reported as `bug`, unless its code is known. */
export class CheckError extends Error {
  override readonly name = "CheckError";
  readonly kind: FailureKind;
  readonly code: string | undefined;
  readonly hint: string | undefined;
  /** What the message begins with where it names the target first. */
  readonly place: string | undefined;

  constructor(kind: FailureKind, message: string, options: CheckErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.code = options.code;
    this.hint = options.hint;
    this.place = options.place;
  }
}

/** Codes of Node, undici, OpenSSL and PostgreSQL (SQLSTATE), and Redis error words, by what they prove. */
const kindByCode: Readonly<Record<string, FailureKind>> = {
  UND_ERR_CONNECT_TIMEOUT: "timeout",
  UND_ERR_HEADERS_TIMEOUT: "timeout",
  UND_ERR_BODY_TIMEOUT: "timeout",
  ETIMEDOUT: "timeout",
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  ESERVFAIL: "dns",
  ECONNREFUSED: "refused",
  EHOSTUNREACH: "refused",
  ENETUNREACH: "refused",
  ECONNRESET: "reset",
  EPIPE: "reset",
  UND_ERR_SOCKET: "reset",
  CERT_HAS_EXPIRED: "tls",
  DEPTH_ZERO_SELF_SIGNED_CERT: "tls",
  SELF_SIGNED_CERT_IN_CHAIN: "tls",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "tls",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "tls",
  ERR_TLS_CERT_ALTNAME_INVALID: "tls",
  EPROTO: "tls",
  "28000": "auth",
  "28P01": "auth",
  "42501": "auth",
  NOAUTH: "auth",
  WRONGPASS: "auth",
  NOPERM: "auth",
  "53300": "throttled",
  "55P03": "timeout",
  "57P01": "reset",
  "57P03": "refused",
  "42P01": "config",
  "42703": "config",
  "42601": "config",
  "3D000": "config",
};

/** Maps whatever was thrown to a value. Total: never throws, never returns undefined. */
export function toFailure(thrown: unknown): CheckFailure {
  if (thrown instanceof CheckError) return fromCheckError(thrown);
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code = codeOf(error) ?? codeOf(error.cause) ?? firstCode(error);
  const kind = code === undefined ? undefined : kindByCode[code];
  const message = error.message === "" ? (code ?? error.name) : error.message;
  return { kind: kind ?? "bug", message, ...(code !== undefined && { code }) };
}

/** The kind that a code proves, or undefined. */
export function kindOfCode(code: string): FailureKind | undefined {
  return kindByCode[code];
}

/** Only what proves that the target is down is `fail`; what proves nothing about it is `unknown`. */
export function verdictOfFailure(kind: FailureKind): Verdict {
  switch (kind) {
    case "timeout":
    case "refused":
    case "reset":
    case "dns":
    case "tls":
    case "status":
      return "fail";
    case "aborted":
    case "auth":
    case "throttled":
    case "too-large":
    case "latched":
    case "parse":
    case "config":
    case "bug":
      return "unknown";
  }
}

function fromCheckError(error: CheckError): CheckFailure {
  return {
    kind: error.kind,
    message: error.message,
    ...(error.code !== undefined && { code: error.code }),
    ...(error.hint !== undefined && { hint: error.hint }),
    ...(error.place !== undefined && { place: error.place }),
  };
}

/** Happy-eyeballs connects reject with an AggregateError that has the codes only inside. */
function firstCode(error: Error): string | undefined {
  if (!(error instanceof AggregateError)) return undefined;
  for (const inner of error.errors) {
    const code = codeOf(inner);
    if (code !== undefined) return code;
  }
  return undefined;
}

function codeOf(value: unknown): string | undefined {
  return typeof value === "object" && value !== null && "code" in value && typeof value.code === "string"
    ? value.code
    : undefined;
}
