import type { WriteClients } from "../core/write-clients.ts";
import { once } from "./once.ts";
import type { Vault } from "./secret-vault.ts";

/**
 * What changes systems. Opened for one step that a person confirmed; it holds no connection between two requests. Each
 * library is loaded when it is first needed.
 */
export function createWriteClients(vault: Vault, host: Readonly<Record<string, string | undefined>>): WriteClients {
  const http = once(async () => (await import("./http-client.ts")).createHttpWriter(vault));
  const sql = once(async () => (await import("./write-sql.ts")).createSqlWriter(vault));
  const programs = once(async () => (await import("./start-program.ts")).createProgramStarter(vault, host));
  return {
    http: { send: async (request, signal) => (await http()).send(request, signal) },
    sql: { transact: async (database, work, options) => (await sql()).transact(database, work, options) },
    programs: { start: async (program) => (await programs()).start(program) },
  };
}
