import { z } from "zod";

/** A pattern for names in a directory: `*` for any characters, `?` for one. */
export const namePattern = z
  .string()
  .min(1)
  .max(200)
  .refine((pattern) => !pattern.includes("/"), { error: "a pattern for names in the directory, without /" })
  .meta({ description: "Which files count: * stands for any characters, ? for one." });

/** Whether a name fits. Linear: each `*` is tried at its first place only, which is enough for globs. */
export function nameFits(name: string, pattern: string): boolean {
  const [head = "", ...rest] = pattern.split("*");
  if (!fitsAt(name, head, 0)) return false;
  const tail = rest.pop();
  if (tail === undefined) return name.length === head.length;
  let at = head.length;
  for (const piece of rest) {
    while (at + piece.length <= name.length && !fitsAt(name, piece, at)) at += 1;
    at += piece.length;
  }
  const end = name.length - tail.length;
  return end >= at && fitsAt(name, tail, end);
}

function fitsAt(name: string, piece: string, at: number): boolean {
  if (at + piece.length > name.length) return false;
  for (let index = 0; index < piece.length; index += 1) {
    if (piece[index] !== "?" && piece[index] !== name[at + index]) return false;
  }
  return true;
}
