import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { SecretClient } from "../core/clients.ts";
import type { Text } from "../core/secret.ts";
import type { Vault } from "./secret-vault.ts";

/** sha256 in hex of a text with its secrets in it: what may be compared and, salted, written down. */
export function secretHasher(vault: Vault): (text: Text) => Promise<string> {
  return async (text) =>
    createHash("sha256")
      .update(await vault.reveal(text))
      .digest("hex");
}

export function createSecretClient(vault: Vault): SecretClient {
  return {
    isHmac: async (key, text, signature) => {
      const due = createHmac("sha256", await vault.reveal(key))
        .update(text)
        .digest("hex");
      const [given, wanted] = [Buffer.from(signature), Buffer.from(due)];
      return given.length === wanted.length && timingSafeEqual(given, wanted);
    },
  };
}
