import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** The full path of a program on the PATH, or undefined. */
export async function programOnPath(name: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter)) {
    const candidate = join(folder, name);
    try {
      await access(candidate, constants.X_OK);
      return candidate;
    } catch {
      // not in this folder: the next one
    }
  }
  return undefined;
}
