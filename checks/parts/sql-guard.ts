import { cutSql } from "./sql-text.ts";

const WRITES = /\b(insert\s+into|delete\s+from|merge\s+into|update\s+(only\s+)?[\w."]+\s+(as\s+)?(\w+\s+)?set)\b/i;
const LOCKS = /\bfor\s+(no\s+key\s+update|update|key\s+share|share)\b/i;
/** Functions that act though the transaction is read-only. */
const ACTS =
  /\b(set_config|pg_(?:terminate|cancel)_backend|pg_reload_conf|pg_rotate_logfile|pg_promote|pg_switch_wal|pg_(?:try_)?advisory_\w+|pg_sleep\w*|nextval|setval|dblink\w*|lo_\w+|pg_(?:create|drop)_\w+)\s*\(/i;

/** Why a query is no look, or undefined. The session is read-only in any case; this tells it when the file is loaded. */
export function queryProblem(sql: string): string | undefined {
  const statement = cutSql(sql)
    .map((piece) => (piece.kind === "code" ? piece.text : piece.kind === "quoted" ? '""' : " "))
    .join("")
    .replace(/;\s*$/, "");
  if (statement.includes(";")) return "a look is one statement; there is a ; inside";
  if (!/^[\s(]*(select|with|show|values|table)\b/i.test(statement)) return "a look is one SELECT, WITH, VALUES or SHOW";
  if (WRITES.test(statement)) return "a look only reads";
  if (LOCKS.test(statement)) return "a look locks no rows";
  const acting = ACTS.exec(statement);
  if (acting) return `a look does not call ${acting[1]}`;
  if (/\$\d/.test(statement)) return "write :name and give its value under bind, not $1";
  return undefined;
}
