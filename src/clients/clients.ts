import type { Clients } from "../core/clients.ts";
import { createHttpClient } from "./http-client.ts";
import { createQstashClient } from "./qstash-client.ts";
import { createRedisClient } from "./redis-client.ts";
import type { Vault } from "./secret-vault.ts";
import { createSocketClient } from "./socket-client.ts";
import { createSqlClient } from "./sql-client.ts";

/** The network, and the duty to close it. */
export interface OwnedClients extends Clients, AsyncDisposable {}

/** Opens nothing until it is asked to, and closes once everything that it opened. */
export function createClients({ vault }: { readonly vault: Vault }): OwnedClients {
  const http = createHttpClient(vault);
  const sql = createSqlClient(vault);
  const redis = createRedisClient(vault);
  return {
    http,
    sql,
    redis,
    qstash: createQstashClient(http, vault),
    sockets: createSocketClient(),
    async [Symbol.asyncDispose]() {
      await Promise.all([sql[Symbol.asyncDispose](), redis[Symbol.asyncDispose]()]);
    },
  };
}
