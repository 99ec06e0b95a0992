import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { codeOf } from "./error-code.ts";
import { type Modes, makeFolder } from "./modes.ts";
import { syncFolder } from "./sync-folder.ts";

const ID = /^INC-(\d{4,})$/;

/** `INC-0007` and its number, from the folder's name. */
export function incidentNumber(folder: string): { readonly id: string; readonly number: number } {
  const id = basename(folder);
  return { id, number: Number(ID.exec(id)?.[1] ?? 0) };
}

/** Folders of all incidents, oldest first. Throws what the file system says, but for a folder that is not there. */
export function incidentFolders(state: string): readonly string[] {
  const root = join(state, "incidents");
  return namesIn(root)
    .filter((name) => ID.test(name))
    .map((name) => join(root, name))
    .toSorted((a, b) => incidentNumber(a).number - incidentNumber(b).number);
}

/** The folder of `INC-0007`, also asked for as `INC-7`, `inc-7` or `7`. */
export function findIncident(state: string, asked: string): string | undefined {
  const number = Number(asked.replace(/^inc-/i, "") || "0");
  return incidentFolders(state).find((folder) => incidentNumber(folder).number === number);
}

/** Takes the next number. Two processes at once get two numbers: only one of them can make a folder. */
export function makeIncidentFolder(state: string, modes: Modes): string {
  const root = join(state, "incidents");
  if (makeFolder(root, modes)) syncFolder(state);
  for (let number = nextNumber(state); ; number++) {
    const folder = join(root, `INC-${String(number).padStart(4, "0")}`);
    if (makeFolder(folder, modes)) return folder;
  }
}

function nextNumber(state: string): number {
  const last = incidentFolders(state).at(-1);
  return last === undefined ? 1 : incidentNumber(last).number + 1;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
}
