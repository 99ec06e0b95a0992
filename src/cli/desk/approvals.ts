import { lstatSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { makeFolder, modesOf } from "../../journal/modes.ts";
import { writeWhole } from "../../journal/write-whole.ts";
import { type ApprovalRequest, codeOf, parseRequest, sameCode } from "../../runbooks/approval.ts";

const approvedSchema = z.object({ code: z.string(), person: z.string() });
const LARGEST = 10_000;
const OTHERS_WRITE = 0o022;

/** An approval that was found, or why it does not count. */
export type FoundApproval = { readonly person: string } | { readonly refused: string };

/** Puts a request where a colleague's opsdeck finds it; returns its code. Throws when the folder cannot be written to. */
export function askApproval(state: string, request: ApprovalRequest): string {
  const code = codeOf(request);
  writeWhole(requestPath(state, code), JSON.stringify(request), folderOf(state).file);
  return code;
}

/** The request of a code; undefined when this state directory has none that is its own. */
export function readRequest(state: string, code: string): ApprovalRequest | undefined {
  for (const name of namesIn(state)) {
    const known = name.replace(/\.json$/, "");
    if (!name.endsWith(".json") || name.includes(".approved.") || !sameCode(known, code)) continue;
    const request = parseRequest(readText(join(state, FOLDER, name)));
    if (request && sameCode(codeOf(request), code)) return request;
  }
  return undefined;
}

/** Leaves the approval of this process's uid: who owns the file is what counts. */
export function giveApproval(state: string, code: string, person: string, uid: number): void {
  const path = join(state, FOLDER, `${code}.approved.${uid}.json`);
  const { file } = folderOf(state);
  // The group reads it; what others may write proves nothing about its owner.
  writeWhole(path, JSON.stringify({ code, person }), file & ~OTHERS_WRITE);
}

/** What was left for this code, by whom. The owner of the file is the person; its text only names them. */
export function findApproval(state: string, code: string, own: number): FoundApproval | undefined {
  const found = namesIn(state).filter((name) => name.startsWith(`${code}.approved.`));
  const read = found.map((name) => readApproval(join(state, FOLDER, name), code, own));
  return read.find((one) => one && "person" in one) ?? read.find((one) => one !== undefined);
}

function readApproval(path: string, code: string, own: number): FoundApproval | undefined {
  const file = lstatSync(path, { throwIfNoEntry: false });
  if (!file?.isFile() || file.size > LARGEST) return undefined;
  if (file.uid === own)
    return { refused: `it was approved by uid ${own}, which is yours: the same uid is not a second person` };
  if ((file.mode & OTHERS_WRITE) !== 0)
    return { refused: "its file may be written by others than its owner: who approved cannot be told" };
  if (file.uid === 0) return { refused: "it was approved by root, which is nobody in particular" };
  const approved = parseApproved(readText(path));
  return approved?.code === code ? { person: `${approved.person} uid=${file.uid}` } : undefined;
}

function parseApproved(text: string) {
  try {
    return approvedSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The question is answered or over: nobody else is to approve it. */
export function dropRequest(state: string, code: string): void {
  rmSync(requestPath(state, code), { force: true });
}

const FOLDER = "approvals";

function requestPath(state: string, code: string): string {
  return join(state, FOLDER, `${code}.json`);
}

function folderOf(state: string) {
  const modes = modesOf(state);
  makeFolder(join(state, FOLDER), modes);
  return modes;
}

function namesIn(state: string): readonly string[] {
  try {
    return readdirSync(join(state, FOLDER));
  } catch {
    return [];
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
