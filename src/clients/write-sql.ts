import { Socket } from "node:net";
import pg from "pg";
import type { SqlQuery, SqlResult } from "../core/clients.ts";
import type { SqlTransaction, SqlWriter } from "../core/write-clients.ts";
import type { Vault } from "./secret-vault.ts";
import { sqlAddress } from "./sql-address.ts";
import { sqlFailure } from "./sql-failure.ts";
import { scalarRow, scalarTypes } from "./sql-values.ts";
import { untilAborted } from "./until-aborted.ts";

const MAX_ROWS = 1000;

/**
 * One connection a transaction, closed after it. What fails before COMMIT was sent is rolled back by the server; a COMMIT
 * whose answer is lost rejects with `reset` or `timeout`, and only a look can tell what became of it.
 */
export function createSqlWriter(vault: Vault): SqlWriter {
  return {
    async transact(database, work, { statementMs, signal }) {
      const address = sqlAddress(await untilAborted(vault.reveal(database), signal));
      const socket = new Socket();
      const client = new pg.Client({
        connectionString: address.plain,
        stream: () => socket,
        types: scalarTypes as unknown as pg.CustomTypesConfig,
      });
      const hangUp = (): void => void socket.destroy();
      client.on("error", hangUp);
      try {
        await untilAborted(client.connect(), signal, hangUp);
        return await untilAborted(transaction(client, work, statementMs), signal, hangUp);
      } catch (error) {
        throw sqlFailure(error, vault.redact(address.place), vault.redact);
      } finally {
        hangUp();
      }
    },
  };
}

async function transaction<T>(
  client: pg.Client,
  work: (transaction: SqlTransaction) => Promise<T>,
  statementMs: number,
): Promise<T> {
  await client.query(opening(statementMs));
  const result = await work({ run: (query) => statement(client, query) });
  await client.query("COMMIT");
  return result;
}

/** Several statements in one text are refused by the extended protocol. Values come as they are, not redacted. */
async function statement(
  client: pg.Client,
  { text, values = [], maxRows = MAX_ROWS }: Pick<SqlQuery, "text" | "values" | "maxRows">,
): Promise<SqlResult> {
  const began = performance.now();
  const config = { text, values: [...values], queryMode: "extended" };
  const { rows, fields } = await client.query(config);
  return {
    rows: rows.slice(0, maxRows).map((row) => scalarRow(row, fields, (value) => value)),
    truncated: rows.length > maxRows,
    tookMs: performance.now() - began,
  };
}

function opening(statementMs: number): string {
  const bound = Math.max(1, Math.round(statementMs));
  return [
    "BEGIN TRANSACTION READ WRITE",
    `SET LOCAL statement_timeout = ${bound}`,
    `SET LOCAL lock_timeout = ${Math.min(bound, 2000)}`,
    "SET LOCAL idle_in_transaction_session_timeout = 10000",
  ].join("; ");
}
