import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import type { Isolate } from "./isolate.ts";

const LEAST_LENGTH = 32;
const PLACEHOLDER = /change|replace|example|placeholder/i;

/** A key of a user, encrypted under KEY_ENCRYPTION_SECRET: AES-256-GCM, its key SHA-256 of the secret. */
export function encrypt(apiKey: string, secret: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", keyOf(secret), iv);
  const sealed = Buffer.concat([cipher.update(apiKey, "utf8"), cipher.final()]);
  return [iv, sealed, cipher.getAuthTag()].map((part) => part.toString("base64url")).join(".");
}

function decrypt(record: string, secret: string): string | undefined {
  const [iv, sealed, tag] = record.split(".").map((part) => Buffer.from(part, "base64url"));
  if (!iv || !sealed || !tag) return undefined;
  try {
    const decipher = createDecipheriv("aes-256-gcm", keyOf(secret), iv);
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}

function keyOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

function isUsable(secret: string | undefined): secret is string {
  return secret !== undefined && secret.length >= LEAST_LENGTH && !PLACEHOLDER.test(secret);
}

/** The active secret, or undefined when it is missing, short or a placeholder. */
export function activeSecret(isolate: Isolate): string | undefined {
  const { KEY_ENCRYPTION_SECRET: secret } = isolate.vars;
  if (isUsable(secret)) return secret;
  isolate.runtimeConfig.invalidEncryptionSecret += 1;
  return undefined;
}

/**
 * The key in a session's record. What only the previous secret opens is encrypted anew in place; what neither opens is
 * deleted, and the user has to connect again.
 */
export function openSession(isolate: Isolate, active: string, session: string): string | undefined {
  const { kv, rotation } = isolate;
  const record = kv?.get(session);
  if (!kv || record === undefined) return undefined;
  const apiKey = decrypt(record, active);
  if (apiKey !== undefined) return apiKey;
  const previous = previousSecret(isolate, active);
  const old = previous === undefined ? undefined : decrypt(record, previous);
  if (old === undefined) {
    rotation.decryptFailures += 1;
    kv.delete(session);
    return undefined;
  }
  rotation.fallbackDecrypts += 1;
  kv.put(session, encrypt(old, active), kv.expiryOf(session));
  rotation.reencryptSuccesses += 1;
  return old;
}

function previousSecret({ vars, runtimeConfig }: Isolate, active: string): string | undefined {
  const { KEY_ENCRYPTION_SECRET_PREV: previous } = vars;
  if (previous === undefined) return undefined;
  if (isUsable(previous) && previous !== active) return previous;
  runtimeConfig.invalidRotationSecret += 1;
  return undefined;
}
