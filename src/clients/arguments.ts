const WORD = /(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])+/gs;
const PART = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gs;

/** Splits a command line into its arguments: blanks, single and double quotes, backslashes. Undefined when a quote stays open. */
export function splitArguments(line: string): readonly [string, ...string[]] | undefined {
  if (line.replaceAll(WORD, "").trim() !== "") return undefined;
  const [first, ...rest] = (line.match(WORD) ?? []).map(unquote);
  return first === undefined ? undefined : [first, ...rest];
}

function unquote(word: string): string {
  return word.replaceAll(
    PART,
    (_whole, single?: string, double?: string, escaped?: string) =>
      single ?? double?.replaceAll(/\\(["\\$`])/g, "$1") ?? escaped ?? "",
  );
}
