import type { Clients } from "../core/clients.ts";
import { once } from "./once.ts";
import type { ProgramEnv } from "./program-client.ts";
import { createSecretClient } from "./secret-hash.ts";
import type { Vault } from "./secret-vault.ts";

/** The network, and the duty to close it. */
export interface OwnedClients extends Clients, AsyncDisposable {}

export interface ClientOptions {
  readonly vault: Vault;
  /** Where the variables that every program gets come from. */
  readonly programEnv?: ProgramEnv;
}

/**
 * Opens nothing until it is asked to, and closes once everything that it opened. Each library is loaded when it is first
 * needed, so that the first frame does not wait for those that no check uses.
 */
export function createClients({ vault, programEnv = {} }: ClientOptions): OwnedClients {
  const http = once(async () => (await import("./http-client.ts")).createHttpClient(vault));
  const sql = once(async () => (await import("./sql-client.ts")).createSqlClient(vault));
  const redis = once(async () => (await import("./redis-client.ts")).createRedisClient(vault));
  const sockets = once(async () => (await import("./socket-client.ts")).createSocketClient());
  const programs = once(async () => (await import("./program-client.ts")).createProgramClient(vault, programEnv));
  const files = once(async () => (await import("./file-client.ts")).createFileClient(vault));
  const feeds = once(async () => (await import("./feed-client.ts")).createFeedClient(await http()));
  const qstash = once(async () => (await import("./qstash-client.ts")).createQstashClient(await http(), vault));
  return {
    http: {
      request: async (request, signal) => (await http()).request(request, signal),
      stream: async (request, onLine, signal) => (await http()).stream(request, onLine, signal),
    },
    sql: { read: async (query, signal) => (await sql()).read(query, signal) },
    redis: { read: async (server, command, signal) => (await redis()).read(server, command, signal) },
    qstash: { read: async (target, read, signal) => (await qstash()).read(target, read, signal) },
    sockets: {
      lookup: async (...at) => (await sockets()).lookup(...at),
      connect: async (host, port, signal) => (await sockets()).connect(host, port, signal),
      certificate: async (...at) => (await sockets()).certificate(...at),
    },
    programs: { run: async (run, signal) => (await programs()).run(run, signal) },
    files: {
      tail: async (...at) => (await files()).tail(...at),
      read: async (...at) => (await files()).read(...at),
      list: async (...at) => (await files()).list(...at),
    },
    secrets: createSecretClient(vault),
    feeds: { follow: async (feed, signal) => (await feeds()).follow(feed, signal) },
    async [Symbol.asyncDispose]() {
      const opened = await Promise.all([feeds.opened(), sql.opened(), redis.opened(), programs.opened()]);
      await Promise.all(opened.map((client) => client?.[Symbol.asyncDispose]()));
    },
  };
}
