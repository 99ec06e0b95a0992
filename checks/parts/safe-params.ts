import { z } from "zod";
import { factName, pointer } from "./http-params.ts";

const SECRET = /token|secret|passw|authorization|credential|cookie|api[_-]?key|private[_-]?key/i;

function looksSecret(name: string): boolean {
  return SECRET.test(name);
}

const REFUSED = { error: "what has such a name may be a secret and is never read" };

/** A pointer into what nobody checked for secrets, such as a dead letter: one to a token, a password … is a mistake. */
const safePointer = pointer
  .refine((path) => path !== "", { error: "a pointer to the whole is no fact" })
  .refine((path) => !looksSecret(path.slice(path.lastIndexOf("/") + 1)), REFUSED);

export const safePointers = z.record(factName, safePointer);

/** Facts by key of a text of `key=value` lines. */
export const safeKeys = z.record(
  factName,
  z
    .string()
    .min(1)
    .refine((key) => !looksSecret(key), REFUSED),
);
