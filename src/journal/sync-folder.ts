import { closeSync, fsyncSync, openSync } from "node:fs";

/** A new name is on disk only when its folder is, too. */
export function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
