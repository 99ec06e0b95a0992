/** One mistake in a file: where it is, what is wrong, what to write instead. */
export interface ConfigProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Dotted path inside the document, for machines. */
  readonly path: string;
  readonly message: string;
  readonly hint?: string;
}

/** `file:line:col  what is wrong  what to write`. */
export function formatProblem(problem: ConfigProblem): string {
  const place = `${problem.file}:${problem.line}:${problem.column}`;
  return [place, problem.message, problem.hint].filter((part) => part !== undefined).join("  ");
}
