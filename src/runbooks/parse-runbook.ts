import type { Code, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { parseDocuments, type SourceDocument } from "../config/document.ts";
import { explain, problem } from "../config/explain.ts";
import type { ConfigProblem } from "../config/problem.ts";
import { type RunbookHead, runbookHead, type Step, type StepSpec, stepOf, stepSchema } from "./runbook-schema.ts";

/** A step and the block that says it. */
export interface WrittenStep {
  readonly step: Step;
  readonly document: SourceDocument;
}

export interface Runbook {
  readonly file: string;
  readonly head: RunbookHead;
  readonly front: SourceDocument;
  readonly steps: readonly WrittenStep[];
  /** Markdown after the last step. */
  readonly closing: string;
}

export interface ParsedRunbook {
  /** Undefined when its front matter is wrong. Steps that are wrong are left out. */
  readonly runbook: Runbook | undefined;
  readonly problems: readonly ConfigProblem[];
}

const FRONT = /^---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)/m;

/**
 * Reads a runbook: front matter, prose, and fenced blocks of `yaml step`. All mistakes at once, each with its line and
 * column in the Markdown; nothing is thrown.
 */
export function parseRunbook(file: string, written: string): ParsedRunbook {
  const text = written.replace(/^\uFEFF/, "");
  const front = FRONT.exec(text);
  if (front?.index !== 0) return { runbook: undefined, problems: [withoutFront(file)] };
  const head = parseHead(file, front[1] ?? "");
  const body = front[0].replaceAll(/[^\r\n]/g, " ") + text.slice(front[0].length);
  const steps = parseSteps(file, body);
  const problems = [...head.problems, ...steps.problems];
  if (!head.value || !head.document) return { runbook: undefined, problems };
  const runbook = { file, head: head.value, front: head.document, steps: steps.steps, closing: steps.closing };
  return { runbook, problems: [...problems, ...twice(runbook)] };
}

function withoutFront(file: string): ConfigProblem {
  const hint = "begin with ---, runbook: SYSTEM/NAME, system, title, ---";
  return { file, line: 1, column: 1, path: "", message: "a runbook begins with front matter", hint };
}

function parseHead(file: string, text: string) {
  const { documents, problems } = parseDocuments(file, text);
  const [document] = documents.map((one) => moved(one, 1, 0));
  if (!document) return { problems: problems.map((one) => ({ ...one, line: one.line + 1 })) };
  const parsed = runbookHead.safeParse(document.value);
  if (!parsed.success) return { document, problems: explain(parsed.error.issues, document, []) };
  const { runbook, system } = parsed.data;
  const strange = runbook.startsWith(`${system}/`)
    ? []
    : [problem(document, ["runbook"], `the runbook is of ${runbook.split("/", 1)[0]}, the system is ${system}`)];
  return { document, value: parsed.data, problems: strange };
}

interface ParsedSteps {
  readonly steps: readonly WrittenStep[];
  readonly problems: readonly ConfigProblem[];
  readonly closing: string;
}

function parseSteps(file: string, body: string): ParsedSteps {
  const steps: WrittenStep[] = [];
  const problems: ConfigProblem[] = [];
  let prose: RootContent[] = [];
  for (const node of fromMarkdown(body).children) {
    if (!isStep(node)) {
      problems.push(...hidden(file, node));
      prose.push(node);
      continue;
    }
    const read = parseStep(file, node, body);
    problems.push(...read.problems);
    if (read.document && read.spec) {
      const title = headingOf(prose) ?? read.spec.id;
      const { line } = read.document.locate([]);
      steps.push({ step: stepOf(read.spec, { prose: textOf(prose, body), line, title }), document: read.document });
    }
    prose = [];
  }
  return { steps, problems, closing: textOf(prose, body) };
}

function isStep(node: RootContent): node is Code {
  return node.type === "code" && node.lang === "yaml" && /^step\b/.test(node.meta ?? "");
}

interface ParsedStep {
  readonly problems: readonly ConfigProblem[];
  readonly document?: SourceDocument;
  readonly spec?: StepSpec;
}

function parseStep(file: string, node: Code, body: string): ParsedStep {
  const down = node.position?.start.line ?? 1;
  const right = (node.position?.start.column ?? 1) - 1;
  const wrong = (message: string): ParsedStep => ({
    problems: [{ file, line: down, column: right + 1, path: "", message }],
  });
  const end = body.slice(0, node.position?.end.offset).split("\n").at(-1) ?? "";
  if (!/^\s*[`~]{3,}\s*$/.test(end)) return wrong("the block of this step is not closed");
  if (node.value.trim() === "") return wrong("the step is empty");
  const { documents, problems } = parseDocuments(file, node.value);
  const [document, another] = documents.map((one) => moved(one, down, right));
  if (another) return wrong("one block is one step");
  if (!document) {
    return { problems: problems.map((one) => ({ ...one, line: one.line + down, column: one.column + right })) };
  }
  const parsed = stepSchema.safeParse(document.value);
  if (!parsed.success) return { document, problems: explain(parsed.error.issues, document, []) };
  return { document, spec: parsed.data, problems: [] };
}

/** A step inside a list or a quotation would be read as prose. */
function hidden(file: string, node: RootContent): ConfigProblem[] {
  if (!("children" in node)) return [];
  return node.children.flatMap((child): ConfigProblem[] => {
    if (!isStep(child)) return hidden(file, child);
    const { line = 1, column = 1 } = child.position?.start ?? {};
    const message = "a step stands at the left margin, not in a list or a quotation";
    return [{ file, line, column, path: "", message, hint: "move the block out" }];
  });
}

function headingOf(prose: readonly RootContent[]): string | undefined {
  const heading = prose.findLast((node) => node.type === "heading");
  const words = heading?.children.map((child) => ("value" in child ? child.value : "")).join("");
  return words?.replace(/^\d+[.)]\s*/, "") || undefined;
}

function textOf(prose: readonly RootContent[], body: string): string {
  const from = prose[0]?.position?.start.offset;
  return from === undefined ? "" : body.slice(from, prose.at(-1)?.position?.end.offset);
}

/** A document whose text begins further down and to the right in its file. */
function moved(document: SourceDocument, down: number, right: number): SourceDocument {
  return {
    ...document,
    locate: (path, part) => {
      const { line, column } = document.locate(path, part);
      return { line: line + down, column: column + right };
    },
  };
}

function twice({ steps }: Runbook): ConfigProblem[] {
  const seen = new Set<string>();
  return steps.flatMap(({ step, document }) => {
    if (!seen.has(step.id)) {
      seen.add(step.id);
      return [];
    }
    return [problem(document, ["id"], `the id "${step.id}" is there twice`, "rename one")];
  });
}
