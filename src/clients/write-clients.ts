import type { WriteClients } from "../core/write-clients.ts";
import { createHttpWriter } from "./http-client.ts";
import type { Vault } from "./secret-vault.ts";
import { createProgramStarter } from "./start-program.ts";
import { createSqlWriter } from "./write-sql.ts";

/** What changes systems. Opened for one step that a person confirmed; it holds no connection between two requests. */
export function createWriteClients(vault: Vault, host: Readonly<Record<string, string | undefined>>): WriteClients {
  return { http: createHttpWriter(vault), sql: createSqlWriter(vault), programs: createProgramStarter(vault, host) };
}
