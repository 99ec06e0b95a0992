import pg from "pg";

export interface LabSql extends AsyncDisposable {
  sql<R extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<R[]>;
}

/** The database of a lab's system, past the cockpit. */
export function labSql(connectionString: string | undefined): LabSql {
  const pool = new pg.Pool({ connectionString, max: 1 });
  pool.on("error", () => undefined);
  return {
    sql: async (text, values = []) => (await pool.query(text, [...values])).rows,
    [Symbol.asyncDispose]: () => pool.end(),
  };
}
