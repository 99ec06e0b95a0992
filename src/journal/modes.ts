import { chmodSync, mkdirSync, statSync } from "node:fs";
import { codeOf } from "./error-code.ts";

/** Permissions of what is written. A umask takes bits away, so they are set again after creation. */
export interface Modes {
  readonly file: number;
  readonly folder: number;
}

const SHARED: Modes = { file: 0o660, folder: 0o2770 };
const OWN: Modes = { file: 0o600, folder: 0o700 };
const GROUP_WRITES = 0o020;

/** A state directory that its group may write to is shared: colleagues see each other's duties. Made when missing. */
export function modesOf(state: string): Modes {
  mkdirSync(state, { recursive: true, mode: OWN.folder });
  return (statSync(state).mode & GROUP_WRITES) === 0 ? OWN : SHARED;
}

/** Makes a folder with its mode; false when it is there already. */
export function makeFolder(path: string, modes: Modes): boolean {
  try {
    mkdirSync(path, { mode: modes.folder });
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
  chmodSync(path, modes.folder);
  return true;
}
