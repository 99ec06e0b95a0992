import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Answer } from "./case.ts";

const FOLDER = join(import.meta.dirname, "captures");
const used = new Set<string>();

/** A real answer, re-typed: its status, the headers that a look may meet, and its body to the letter. */
export function captured(name: string): Answer {
  const [head = "", ...rest] = capturedText(`${name}.http`).split("\n\n");
  const [line = "", ...fields] = head.split("\n");
  const headers = fields.map((field) => [field.slice(0, field.indexOf(":")), field.slice(field.indexOf(":") + 2)]);
  const text = rest.join("\n\n");
  const isStream = /^content-type: text\/(event-stream|plain)/im.test(head);
  return {
    status: Number(line.split(" ")[1]),
    headers: Object.fromEntries(headers),
    body: isStream ? text : text.trimEnd(),
  };
}

/** What a program printed, or a file that one wrote. */
export function capturedText(file: string): string {
  used.add(file);
  return readFileSync(join(FOLDER, file), "utf8");
}

/** Captures that no case has asked for so far. */
export function unusedCaptures(): readonly string[] {
  const all = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((name) => /\.\w+$/.test(name));
  return all.filter((name) => !used.has(name)).sort();
}
