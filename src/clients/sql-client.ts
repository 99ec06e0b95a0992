import { CheckError } from "../core/check-error.ts";
import type { SqlClient, SqlQuery, SqlResult } from "../core/clients.ts";
import type { Vault } from "./secret-vault.ts";
import { isStatementTimeout, sqlFailure } from "./sql-failure.ts";
import { SqlPool } from "./sql-pool.ts";
import { untilAborted } from "./until-aborted.ts";

export interface OwnedSqlClient extends SqlClient, AsyncDisposable {}

/** Read-only sessions, at most two a database. A query that ran into its statement_timeout is latched off by its name. */
export function createSqlClient(vault: Vault): OwnedSqlClient {
  const pools = new Map<string, SqlPool>();
  const poolOf = (url: string): SqlPool => {
    const pool = pools.get(url) ?? new SqlPool(url);
    pools.set(url, pool);
    return pool;
  };
  return {
    async read(query, signal) {
      const pool = poolOf(await untilAborted(vault.reveal(query.database), signal));
      refuseLatched(pool, query);
      try {
        return await pool.use<SqlResult>((session) => session.read(query, vault.redact), signal);
      } catch (error) {
        const failure = sqlFailure(error, vault.redact(pool.address.place), vault.redact);
        throw isStatementTimeout(failure) ? latch(pool, query, failure) : failure;
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
      pools.clear();
    },
  };
}

function refuseLatched(pool: SqlPool, query: SqlQuery): void {
  const at = query.latch === undefined ? undefined : pool.latched.get(query.latch);
  if (at === undefined) return;
  const time = new Date(at).toISOString().slice(11, 19);
  throw new CheckError("latched", `the query timed out at ${time} UTC and is not sent again`, {
    hint: "make it cheaper or give it a longer statement-timeout, then restart the cockpit",
  });
}

function latch(pool: SqlPool, query: SqlQuery, failure: CheckError): CheckError {
  if (query.latch === undefined) return failure;
  pool.latched.set(query.latch, Date.now());
  return new CheckError(failure.kind, failure.message, {
    ...(failure.code !== undefined && { code: failure.code }),
    hint: "it is latched off now, to spare the database; restart the cockpit to send it again",
  });
}
