import { readdirSync } from "node:fs";
import { codeOf } from "./error-code.ts";

/** The names in a folder; none where it is not there. Throws what else is wrong with it. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
}
