import { createHash } from "node:crypto";
import type { Text } from "../core/secret.ts";
import type { Vault } from "./secret-vault.ts";

/** sha256 in hex of a text with its secrets in it: what may be compared and, salted, written down. */
export function secretHasher(vault: Vault): (text: Text) => Promise<string> {
  return async (text) =>
    createHash("sha256")
      .update(await vault.reveal(text))
      .digest("hex");
}
