import { createHmac, timingSafeEqual } from "node:crypto";

/** What a signature covers; the body is not among it (B5: packages of worker and API agree on these six, in this order). */
export interface SignedCallback {
  /** Unix seconds. */
  readonly timestamp: string;
  readonly sourceRunId: string;
  /** COMPLETED, FAILED or HEARTBEAT. */
  readonly status: string;
  readonly runId: string;
  readonly requestId: string;
  readonly eventId: string;
}

/** Lower-case hex HMAC-SHA256 over the six fields, joined by dots. */
export function signCallback(secret: string, signed: SignedCallback): string {
  const { timestamp, sourceRunId, status, runId, requestId, eventId } = signed;
  const text = [timestamp, sourceRunId, status, runId, requestId, eventId].join(".");
  return createHmac("sha256", secret).update(text).digest("hex");
}

export function isSignature(given: string, secret: string, signed: SignedCallback): boolean {
  return sameText(given, signCallback(secret, signed));
}

/** In constant time. */
export function sameText(given: string, due: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(due)];
  return a.length === b.length && timingSafeEqual(a, b);
}
