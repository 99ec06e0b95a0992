import type { Clients } from "../core/clients.ts";
import { createHttpClient } from "./http-client.ts";
import type { Vault } from "./secret-vault.ts";
import { createSqlClient } from "./sql-client.ts";

/** The network, and the duty to close it. */
export interface OwnedClients extends Clients, AsyncDisposable {}

/** Opens nothing until it is asked to, and closes once everything that it opened. */
export function createClients({ vault }: { readonly vault: Vault }): OwnedClients {
  const sql = createSqlClient(vault);
  const later = (): never => {
    throw new Error("not built yet");
  };
  return {
    http: createHttpClient(vault),
    sql,
    redis: { read: later },
    qstash: { read: later },
    sockets: { lookup: later, connect: later, certificate: later },
    [Symbol.asyncDispose]: () => sql[Symbol.asyncDispose](),
  };
}
