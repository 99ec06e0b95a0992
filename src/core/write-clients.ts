import type { HttpRequest, HttpResponse, SqlQuery, SqlResult } from "./clients.ts";
import type { Text } from "./secret.ts";

/** The part of the network that changes systems. Opened for one confirmed step; no check and no scheduler is given it. */
export interface WriteClients {
  readonly http: HttpWriter;
  readonly sql: SqlWriter;
}

export interface WriteRequest extends Omit<HttpRequest, "method"> {
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
}
export interface HttpWriter {
  /** Sends once; follows no redirect. Rejects with CheckError; any status is an answer. */
  send(request: WriteRequest, signal: AbortSignal): Promise<HttpResponse>;
}

export interface SqlTransaction {
  run(query: Pick<SqlQuery, "text" | "values" | "maxRows">): Promise<SqlResult>;
}
export interface SqlWriter {
  /**
   * One transaction on a connection of its own: committed when `work` resolves, rolled back when it rejects. A commit
   * whose answer is lost rejects with CheckError of kind `reset` or `timeout`.
   */
  transact<T>(
    database: Text,
    work: (transaction: SqlTransaction) => Promise<T>,
    options: { readonly statementMs: number; readonly signal: AbortSignal },
  ): Promise<T>;
}
