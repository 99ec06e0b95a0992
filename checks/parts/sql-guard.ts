import { cutSql, type SqlPiece } from "./sql-text.ts";

const WRITES = /\b(insert\s+into|delete\s+from|merge\s+into|update\s+(only\s+)?[\w."]+\s+(as\s+)?(\w+\s+)?set)\b/i;
const LOCKS = /\bfor\s+(no\s+key\s+update|update|key\s+share|share)\b/i;
/** Functions that act though the transaction is read-only, or run the SQL of a text. */
const ACTS = new RegExp(
  `\\b(${[
    "set_config|nextval|setval|dblink\\w*|lo_\\w+|\\w+_to_xml\\w*",
    "pg_(?:terminate|cancel)_backend|pg_reload_conf|pg_rotate_logfile|pg_promote|pg_switch_wal|pg_wal_replay_(?:pause|resume)",
    "pg_stat\\w*_reset\\w*|pg_log_\\w+|pg_notify|pg_logical_\\w+|pg_replication_\\w+|pg_backup_\\w+|pg_(?:create|drop)_\\w+",
    "pg_(?:try_)?advisory_\\w+|pg_sleep\\w*",
  ].join("|")})\\s*\\(`,
  "i",
);

/** Why a query is no look, or undefined. The session is read-only in any case; this tells it when the file is loaded. */
export function queryProblem(sql: string): string | undefined {
  const pieces = cutSql(sql);
  const statement = codeOf(pieces, () => '""').replace(/;\s*$/, "");
  if (statement.includes(";")) return "a look is one statement; there is a ; inside";
  if (!/^[\s(]*(select|with|show|values|table)\b/i.test(statement)) return "a look is one SELECT, WITH, VALUES or SHOW";
  if (WRITES.test(statement)) return "a look only reads";
  if (LOCKS.test(statement)) return "a look locks no rows";
  // A name may be written in quotes.
  const acting = ACTS.exec(codeOf(pieces, (quoted) => /^"(\w+)"$/.exec(quoted)?.[1] ?? '""'));
  if (acting) return `a look does not call ${acting[1]}`;
  if (/\$\d/.test(statement)) return "write :name and give its value under bind, not $1";
  return undefined;
}

function codeOf(pieces: readonly SqlPiece[], quoted: (text: string) => string): string {
  return pieces.map(({ kind, text }) => (kind === "code" ? text : kind === "quoted" ? quoted(text) : " ")).join("");
}
