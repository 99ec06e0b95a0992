import type { Outcome } from "../../core/action.ts";
import type { SqlClient } from "../../core/clients.ts";
import type { Text } from "../../core/secret.ts";
import { applied, notApplied, unknown } from "./outcome.ts";

/** What became of a transaction whose COMMIT was not answered: PostgreSQL knows it by its number (txid_status, since 10). */
export async function endOfTransaction(
  sql: SqlClient,
  { database, transaction }: { readonly database: Text; readonly transaction: string },
  signal: AbortSignal,
): Promise<Outcome> {
  const text = "select txid_status($1::bigint) as status";
  const { rows } = await sql.read({ database, text, values: [transaction], statementMs: 10_000 }, signal);
  const status = rows[0]?.status;
  if (status === "committed") return applied("the transaction was committed");
  if (status === "aborted") return notApplied("the transaction was rolled back");
  return unknown(`the transaction is ${status ?? "too old to be told"}`);
}
