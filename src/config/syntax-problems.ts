import { CST, type Document, Parser } from "yaml";

export interface SyntaxProblem {
  readonly offset: number;
  readonly message: string;
  readonly hint?: string;
}

type YamlError = Document["errors"][number];

/** What the parser's words mean for who wrote the file. */
const words: Readonly<Record<string, Omit<SyntaxProblem, "offset">>> = {
  TAB_AS_INDENT: { message: "a tab indents this line", hint: "write spaces" },
  BLOCK_IN_FLOW: {
    message: "a text with a colon and a space in it is taken for a key",
    hint: 'write it in quotes: "…"',
  },
  BAD_INDENT: {
    message: "this line ends a { or [ too early",
    hint: "close it with } or ], or indent this line further",
  },
  MISSING_CHAR: { message: "something is missing here", hint: "write what closes it, or indent as the lines above it" },
};
const INDENT = { hint: "indent it like its neighbours: the keys of one mapping begin in one column" };
const INDENTED = ["BAD_COLLECTION_TYPE", "BLOCK_AS_IMPLICIT_KEY", "MULTILINE_IMPLICIT_KEY", "IMPOSSIBLE"];

/**
 * The mistakes of a file that is no YAML. What follows the first one is mostly made by it, so that it alone is told; keys that
 * are there twice break nothing and are all told. A quote that is not closed is told at the place where it opens.
 */
export function syntaxProblems(text: string, documents: readonly Document[]): readonly SyntaxProblem[] {
  const errors = documents.flatMap((document) => document.errors);
  const twice = errors.filter(({ code }) => code === "DUPLICATE_KEY");
  const broken = errors.filter(({ code }) => code !== "DUPLICATE_KEY").toSorted((a, b) => a.pos[0] - b.pos[0]);
  const quotes = broken.flatMap(({ code, pos }) => (code === "MISSING_CHAR" ? (openQuote(text, pos[0]) ?? []) : []));
  if (quotes.length > 0) return quotes;
  const [first] = broken;
  return first ? [problemOf(first, text)] : twice.map((error) => doubled(error, text));
}

function problemOf({ code, message, pos: [offset] }: YamlError, text: string): SyntaxProblem {
  if (text.slice(offset - 1, offset + 1) === "${" || text.startsWith("${", offset))
    return { offset, message: "a text that begins with ${ needs quotes", hint: 'write "${…}"' };
  const said = words[code];
  if (said) return { offset, ...said };
  const [line = message] = message.split("\n", 1);
  return { offset, message: line, ...(INDENTED.includes(code) && INDENT) };
}

function doubled({ pos: [offset] }: YamlError, text: string): SyntaxProblem {
  const [key = ""] = /^[^\s:]*/.exec(text.slice(offset)) ?? [];
  return { offset, message: `the key "${key}" is there twice`, hint: "remove one; an entry of a list begins with -" };
}

/** The quoted text that the parser gave up on where it found the end of it missing. */
function openQuote(text: string, end: number): SyntaxProblem | undefined {
  let found: SyntaxProblem | undefined;
  const look = (token: CST.Token | null | undefined): void => {
    if (token?.type !== "double-quoted-scalar" && token?.type !== "single-quoted-scalar") return;
    const { offset, source } = token;
    const quote = source.slice(0, 1);
    if (offset + source.length === end)
      found = { offset, message: "this quote is not closed", hint: `write ${quote} where the text ends` };
  };
  for (const token of new Parser().parse(text)) {
    if (token.type !== "document") continue;
    CST.visit(token, ({ key, value }) => {
      look(key);
      look(value);
    });
  }
  return found;
}
