import type { HttpRequest, HttpResponse, SqlQuery, SqlResult } from "./clients.ts";
import type { Text } from "./secret.ts";

/** The part of the network that changes systems. Opened for one confirmed step; no check and no scheduler is given it. */
export interface WriteClients {
  readonly http: HttpWriter;
  readonly sql: SqlWriter;
  readonly programs: ProgramStarter;
}

export interface WriteRequest extends Omit<HttpRequest, "method"> {
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  /** Sent as a JSON object instead of `body`, so that a secret may hold any sign. */
  readonly json?: Readonly<Record<string, Text | readonly string[]>>;
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

/** A program that outlives opsdeck: its output and its end are files. */
export interface ProgramStart {
  readonly argv: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, Text>>;
  /** Given to the program and then closed. */
  readonly stdin?: Text;
  /** It is ended after so long, whoever started it. */
  readonly timeoutMs: number;
  /** Beginning of the paths `NAME.out` and `NAME.end`. */
  readonly path: string;
}
export interface ProgramStarter {
  /** Resolves when the program runs. Rejects with CheckError("config") when it cannot be started. */
  start(program: ProgramStart): Promise<void>;
}
