import { randomBytes } from "node:crypto";
import { readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { codeOf } from "./error-code.ts";
import { modesOf } from "./modes.ts";
import { writeWhole } from "./write-whole.ts";

const bastionSchema = z.object({
  id: z.string().regex(/^[0-9a-f]{8,32}$/),
  ordinal: z.int().min(0).max(15),
});

/** A state directory among those that share a store. */
export interface Bastion {
  /** Eight hex digits or more, its own for ever. */
  readonly id: string;
  /** Given by the store; 0 before it was ever reached. The numbers of its incidents leave this rest when divided by 16. */
  readonly ordinal: number;
}

/** So many bastions, and those that were never enrolled, never give two incidents one number. */
export const BASTIONS = 16;

const FILE = "bastion.json";

/** Undefined where no store was ever configured. Throws what the file system says, and for a file that no opsdeck wrote. */
export function readBastion(state: string): Bastion | undefined {
  try {
    return bastionSchema.parse(JSON.parse(readFileSync(join(state, FILE), "utf8")));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** The bastion of a state directory, made when it has none. */
export function bastionOf(state: string): Bastion {
  return readBastion(state) ?? keepBastion(state, { id: randomBytes(4).toString("hex"), ordinal: 0 });
}

/** Replaces what is known of this bastion. */
export function keepBastion(state: string, bastion: Bastion): Bastion {
  const fresh = join(state, `.${FILE}.${randomBytes(4).toString("hex")}`);
  writeWhole(fresh, JSON.stringify(bastion), modesOf(state).file);
  renameSync(fresh, join(state, FILE));
  return bastion;
}
