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
const safeKeys = z.record(
  factName,
  z
    .string()
    .min(1)
    .refine((key) => !looksSecret(key), REFUSED),
);

const NO_PARTS = z.record(
  z.string(),
  z.never({ error: "text has no parts: write format: json or keys, or use match" }),
);
const formats = { json: safePointers, keys: safeKeys, text: NO_PARTS } as const;

/** Tells what is wrong with `take` under a format: pointers into JSON, keys of lines, nothing of plain text. */
export function checkTake(
  { format, take }: { readonly format: keyof typeof formats; readonly take: Readonly<Record<string, string>> },
  context: z.core.$RefinementCtx,
): void {
  const { error } = formats[format].safeParse(take);
  for (const { message, path } of error?.issues ?? []) {
    context.addIssue({ code: "custom", message, path: ["take", ...path] });
  }
}
