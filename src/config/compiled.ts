import type { Path, SourceDocument } from "./document.ts";

type Place = readonly [line: number, column: number];

/** A document of a system file as the build keeps it: its value, and the places of its upper levels. */
export interface CompiledDocument {
  readonly file: string;
  readonly value: unknown;
  /** By path, joined with "/": where the value begins. Deeper paths are found at their nearest ancestor. */
  readonly places: Readonly<Record<string, Place>>;
  /** Its vars and secrets as they are written, with their comments: what a user's own file begins with. */
  readonly fill?: string;
}

/** Deep enough for each rule of a check: checks/3/judge/1. */
const DEPTH = 4;

/** Parsing YAML takes longer than all else before the first frame, so shipped files are parsed when opsdeck is built. */
export function compileDocument({ file, value, locate }: SourceDocument): CompiledDocument {
  const places: Record<string, Place> = {};
  const visit = (node: unknown, path: Path): void => {
    const { line, column } = locate(path);
    places[path.join("/")] = [line, column];
    if (path.length === DEPTH || typeof node !== "object" || node === null) return;
    const entries = Array.isArray(node) ? node.map((item, index) => [index, item] as const) : Object.entries(node);
    for (const [key, item] of entries) visit(item, [...path, key]);
  };
  visit(value, []);
  return { file, value, places };
}

/** `locate` makes no difference between key and value; what it does not know is at 1:1. */
export function openCompiled({ file, value, places }: CompiledDocument): SourceDocument {
  return {
    file,
    value,
    locate: (path) => {
      for (let length = Math.min(path.length, DEPTH); length > 0; length--) {
        const place = places[path.slice(0, length).join("/")];
        if (place) return { line: place[0], column: place[1] };
      }
      return { line: 1, column: 1 };
    },
  };
}
