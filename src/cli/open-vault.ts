import { createVault, type Vault } from "../clients/secret-vault.ts";
import type { CliContext } from "./context.ts";

/** Where the secrets of this call are resolved; what tells of a defect knows them, too. */
export function openVault({ env, crash }: Pick<CliContext, "env" | "crash">): Vault {
  const vault = createVault({ env });
  crash?.redactBy(vault.redact);
  return vault;
}
