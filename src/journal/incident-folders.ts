import { basename, join } from "node:path";
import { BASTIONS, type Bastion } from "./bastion.ts";
import { type Modes, makeFolder } from "./modes.ts";
import { namesIn } from "./names-in.ts";
import { syncFolder } from "./sync-folder.ts";

const ROOT = "incidents";
const ID = /^INC-(\d{4,})$/;

/** `INC-0007` and its number, from the folder's name. */
export function incidentNumber(folder: string): { readonly id: string; readonly number: number } {
  const id = basename(folder);
  return { id, number: Number(ID.exec(id)?.[1] ?? 0) };
}

/** Folders of all incidents, oldest first. Throws what the file system says, but for a folder that is not there. */
export function incidentFolders(state: string): readonly string[] {
  const root = join(state, ROOT);
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

/**
 * Takes the next number; where a store is shared, the next of this bastion's. Two processes at once get two numbers: only one
 * of them can make a folder.
 */
export function makeIncidentFolder(state: string, modes: Modes, bastion: Bastion | undefined): string {
  makeRoot(state, modes);
  for (let number = nextNumber(state, bastion); ; number += bastion ? BASTIONS : 1) {
    const folder = folderOf(state, number);
    if (makeFolder(folder, modes)) return folder;
  }
}

/** The folder of an incident that another bastion opened. */
export function folderFor(state: string, number: number, modes: Modes): string {
  makeRoot(state, modes);
  const folder = folderOf(state, number);
  if (makeFolder(folder, modes)) syncFolder(join(state, ROOT));
  return folder;
}

function makeRoot(state: string, modes: Modes): void {
  if (makeFolder(join(state, ROOT), modes)) syncFolder(state);
}

function folderOf(state: string, number: number): string {
  return join(state, ROOT, `INC-${String(number).padStart(4, "0")}`);
}

function nextNumber(state: string, bastion: Bastion | undefined): number {
  const last = incidentFolders(state).at(-1);
  const next = last === undefined ? 1 : incidentNumber(last).number + 1;
  if (!bastion) return next;
  const ours = next + ((((bastion.ordinal - next) % BASTIONS) + BASTIONS) % BASTIONS);
  return ours === 0 ? BASTIONS : ours;
}
