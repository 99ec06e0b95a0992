import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Modes, makeFolder } from "./modes.ts";
import { syncFolder } from "./sync-folder.ts";
import { writeWhole } from "./write-whole.ts";

/** What is kept of an answer, a log or a row, in full. */
export interface Evidence {
  /** A short name such as `vercel-env.json`; made safe for a file system. */
  readonly name: string;
  /** What it shows, for people. */
  readonly about: string;
  readonly text: string;
  readonly run?: string;
  readonly step?: string;
}

const FOLDER = "evidence";

/** Writes `<folder>/evidence/0003-vercel-env.json`. The text must be redacted. Never replaces a file. */
export function writeEvidence(folder: string, modes: Modes, { name, text }: Evidence) {
  const place = join(folder, FOLDER);
  if (makeFolder(place, modes)) syncFolder(folder);
  const last = Math.max(0, ...readdirSync(place).map((other) => Number.parseInt(other, 10) || 0));
  const file = `${FOLDER}/${String(last + 1).padStart(4, "0")}-${safeName(name)}`;
  const bytes = Buffer.from(text);
  writeWhole(join(folder, file), bytes, modes.file);
  syncFolder(place);
  return { file, sha256: createHash("sha256").update(bytes).digest("hex"), bytes: bytes.length };
}

function safeName(name: string): string {
  const safe = name.replaceAll(/[^\w.-]+/g, "-").replace(/^[.-]+/, "");
  return safe.slice(0, 80) || "evidence.txt";
}
