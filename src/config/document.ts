import { type Document, isMap, isNode, isScalar, LineCounter, parseAllDocuments } from "yaml";
import type { ConfigProblem } from "./problem.ts";
import { syntaxProblems } from "./syntax-problems.ts";

export type Path = readonly (string | number)[];

/** One YAML document of a file: its value, and a way back from a path to line and column. */
export interface SourceDocument {
  readonly file: string;
  readonly value: unknown;
  readonly locate: (path: Path, part?: "key" | "value") => { readonly line: number; readonly column: number };
}

const MAX_BYTES = 1 << 20;

/** Parses a file that may hold several documents. Syntax mistakes come back as problems; nothing is thrown. */
export function parseDocuments(
  file: string,
  text: string,
): { readonly documents: readonly SourceDocument[]; readonly problems: readonly ConfigProblem[] } {
  if (text.length > MAX_BYTES) return { documents: [], problems: [tooLong(file)] };
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, merge: true });
  const documents = Array.isArray(parsed) ? parsed : [];
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems = syntaxProblems(text, documents).map(({ offset, ...said }) => ({
    file,
    ...at(offset),
    path: "",
    ...said,
  }));
  if (problems.length === 0 && documents.every(({ contents }) => contents === null || isEmpty(contents)))
    return { documents: [], problems: [empty(file)] };
  return {
    problems,
    documents:
      problems.length > 0
        ? []
        : documents.map((document) => ({
            file,
            value: document.toJS({ maxAliasCount: 50 }) as unknown,
            locate: (path, part = "value") => at(offsetOf(document, path, part)),
          })),
  };
}

function isEmpty(node: unknown): boolean {
  return isScalar(node) && node.value === null;
}

function empty(file: string): ConfigProblem {
  const hint = "write a system file, or remove it: opsdeck schema prints what may stand in one";
  return { file, line: 1, column: 1, path: "", message: "the file is empty: it watches nothing", hint };
}

function tooLong(file: string): ConfigProblem {
  return { file, line: 1, column: 1, path: "", message: "the file is longer than 1 MiB", hint: "split it by system" };
}

/** The nearest node that exists on the way to `path`. */
function offsetOf(document: Document, path: Path, part: "key" | "value"): number {
  for (let length = path.length; length > 0; length--) {
    const wanted = length === path.length ? part : "value";
    const start = startAt(document, path.slice(0, length), wanted);
    if (start !== undefined) return start;
  }
  return startOf(document.contents) ?? 0;
}

/** Of a mapping's entry the value when it is one word, else the key: a block begins where its key stands. */
function startAt(document: Document, path: Path, part: "key" | "value"): number | undefined {
  const value = document.getIn(path, true);
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
  if (part === "value" && isScalar(value)) return startOf(value);
  return startOf(pair?.key) ?? startOf(value);
}

function startOf(node: unknown): number | undefined {
  return isNode(node) && node.range ? node.range[0] : undefined;
}
