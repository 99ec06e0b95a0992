import { createHash } from "node:crypto";
import { sameText } from "./callback-signature.ts";

/** A stand-in for the real system's slow hash: a lab's passwords are random and live as long as the lab. */
export function hashPassword(password: string): string {
  return createHash("sha256").update(password).digest("hex");
}

export function isPassword(given: string, hash: string): boolean {
  return sameText(hashPassword(given), hash);
}
