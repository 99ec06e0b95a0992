export interface SqlPiece {
  /** `code` is what the server runs; `quoted` are literals, quoted names and comments, in which nothing is replaced. */
  readonly kind: "code" | "quoted" | "comment";
  readonly text: string;
}

const DOLLAR = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;

/** Cuts SQL into code and what is no code: '…', E'…', "…", $tag$…$tag$, -- and nested comments. Total; joins to the input. */
export function cutSql(sql: string): SqlPiece[] {
  const pieces: SqlPiece[] = [];
  let begin = 0;
  let at = 0;
  const push = (kind: SqlPiece["kind"], from: number, to: number): void => {
    if (to > from) pieces.push({ kind, text: sql.slice(from, to) });
  };
  while (at < sql.length) {
    const end = endOfQuoted(sql, at);
    if (end === at) {
      at += 1;
      continue;
    }
    push("code", begin, at);
    push(/^(--|\/\*)/.test(sql.slice(at, at + 2)) ? "comment" : "quoted", at, end);
    begin = end;
    at = end;
  }
  push("code", begin, sql.length);
  return pieces;
}

/** Where the quoted thing that begins at `at` ends; `at` itself when none begins there. */
function endOfQuoted(sql: string, at: number): number {
  switch (sql[at]) {
    case "'":
      return endOfString(sql, at);
    case '"':
      return past(sql.indexOf('"', at + 1), 1, sql);
    case "$":
      return endOfDollar(sql, at);
    case "-":
      return sql[at + 1] === "-" ? past(sql.indexOf("\n", at), 1, sql) : at;
    case "/":
      return sql[at + 1] === "*" ? endOfComment(sql, at) : at;
    default:
      return at;
  }
}

function past(index: number, length: number, sql: string): number {
  return index < 0 ? sql.length : index + length;
}

/** A doubled quote is two strings for us, which comes to the same. Only E'…' knows backslashes. */
function endOfString(sql: string, at: number): number {
  const escapes = /(?:^|[^\w$])[eE]$/.test(sql.slice(Math.max(0, at - 2), at));
  let end = at + 1;
  while (end < sql.length && sql[end] !== "'") end += escapes && sql[end] === "\\" ? 2 : 1;
  return Math.min(end + 1, sql.length);
}

function endOfDollar(sql: string, at: number): number {
  DOLLAR.lastIndex = at;
  const tag = at > 0 && /[\w$\u0080-\uffff]/.test(sql[at - 1] ?? "") ? undefined : DOLLAR.exec(sql)?.[0];
  return tag === undefined ? at : past(sql.indexOf(tag, at + tag.length), tag.length, sql);
}

function endOfComment(sql: string, at: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = at;
  let depth = 0;
  for (let match = mark.exec(sql); match; match = mark.exec(sql)) {
    depth += match[0] === "/*" ? 1 : -1;
    if (depth === 0) return match.index + 2;
  }
  return sql.length;
}
