import { Socket } from "node:net";
import pg from "pg";
import type { SqlQuery, SqlResult } from "../core/clients.ts";
import type { Scalar } from "../core/reading.ts";
import { scalarRow, scalarTypes } from "./sql-values.ts";

const MAX_ROWS = 200;
const GOODBYE_MS = 300;

type Row = Record<string, Scalar>;

/** One connection whose socket we hold, so that it can be hung up at any moment, even before the server has greeted. */
export class SqlSession {
  readonly #socket = new Socket();
  readonly #client: pg.Client;
  #open = true;

  constructor(url: string) {
    this.#client = new pg.Client({
      connectionString: url,
      stream: () => this.#socket,
      types: scalarTypes as unknown as pg.CustomTypesConfig,
    });
    this.#client.on("error", () => this.hangUp());
    this.#client.on("end", () => this.hangUp());
  }

  get isOpen(): boolean {
    return this.#open;
  }

  async connect(): Promise<void> {
    await this.#client.connect();
  }

  /** Runs one statement in a read-only transaction of its own. A session whose transaction cannot be ended is hung up. */
  async read(query: SqlQuery, redact: (text: string) => string): Promise<SqlResult> {
    await this.#client.query(opening(query.statementMs));
    try {
      return await this.#run(query, redact);
    } finally {
      if (this.#open) await this.#client.query("ROLLBACK").catch(() => this.hangUp());
    }
  }

  hangUp(): void {
    this.#open = false;
    this.#socket.destroy();
  }

  /** Says goodbye, but does not wait long for a server that does not listen. */
  async close(): Promise<void> {
    const timer = setTimeout(() => this.hangUp(), GOODBYE_MS);
    await this.#client.end().catch(() => {});
    clearTimeout(timer);
    this.hangUp();
  }

  async #run(query: SqlQuery, redact: (text: string) => string): Promise<SqlResult> {
    const maxRows = query.maxRows ?? MAX_ROWS;
    const began = performance.now();
    const result = await this.#fetch(query, maxRows + 1);
    return {
      rows: result.rows.slice(0, maxRows).map((row) => scalarRow(row, result.fields, redact)),
      truncated: result.rows.length > maxRows,
      tookMs: performance.now() - began,
    };
  }

  /** The extended protocol takes one statement only. */
  #fetch(query: SqlQuery, rows: number): Promise<pg.QueryResult<Row>> {
    return new Promise((resolve, reject) => {
      const config = { text: query.text, values: [...(query.values ?? [])], queryMode: "extended" };
      const submitted = new pg.Query<Row>(config, (error, result) => (error ? reject(error) : resolve(result)));
      Object.assign(submitted, firstRows(rows));
      this.#client.query(submitted);
    });
  }
}

interface Wire {
  execute(options: { portal: string; rows: number }): void;
  sync(): void;
}

/** Makes a query of pg take the first rows only: the server stops there, where pg by itself would ask for the rest. */
function firstRows(rows: number): object {
  return {
    _getRows: (wire: Wire): void => {
      wire.execute({ portal: "", rows });
      wire.sync();
    },
    handlePortalSuspended: (): void => {},
  };
}

function opening(statementMs: number): string {
  const bound = Math.max(1, Math.round(statementMs));
  return [
    "BEGIN TRANSACTION READ ONLY",
    `SET LOCAL statement_timeout = ${bound}`,
    `SET LOCAL lock_timeout = ${Math.min(bound, 2000)}`,
    "SET LOCAL idle_in_transaction_session_timeout = 10000",
    "SET LOCAL intervalstyle = iso_8601",
    "SET LOCAL datestyle = ISO",
  ].join("; ");
}
