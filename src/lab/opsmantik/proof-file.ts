import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SystemContext } from "../system.ts";
import { PROOF_SITE } from "./sites.ts";

/**
 * Stands for proof.json at the root of the app's repository, byte order mark and keys included. Since 2026-02-22 (2ef65ee) the
 * app drops what has no consent, so that at era H a copy with consent is what can be posted.
 */
export async function writeProof({ dir, era }: SystemContext): Promise<string> {
  const consent = era === "H" ? { consent_scopes: ["analytics"] } : {};
  const proof = {
    s: PROOF_SITE.publicId,
    url: `${PROOF_SITE.origin}/`,
    referrer: "",
    ua: "opsmantik proof",
    ...consent,
  };
  const folder = join(dir, "opsmantik");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, "proof.json");
  await writeFile(path, `\uFEFF${JSON.stringify(proof, null, 2)}\r\n`, { mode: 0o600 });
  return path;
}
