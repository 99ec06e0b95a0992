import { CheckError } from "../../core/check-error.ts";
import type { Text } from "../../core/secret.ts";

/**
 * A path in which each inserted text is one segment: escaped, so that a capture or a parameter aims no change elsewhere.
 * Throws CheckError `config` for one that is empty or leads up.
 */
export function urlPath(fixed: TemplateStringsArray, ...inserted: readonly string[]): string {
  return String.raw({ raw: fixed }, ...inserted.map(segment));
}

function segment(text: string): string {
  if (text === "" || text === "." || text === "..")
    throw new CheckError("config", `${JSON.stringify(text)} is no name in an address`);
  return encodeURIComponent(text);
}

/** The address of an API, without a slash at its end. Throws CheckError `config` for one that holds a secret: it is shown. */
export function plainAddress(url: Text): string {
  if (typeof url !== "string")
    throw new CheckError("config", "the address of an API is shown, so that it holds no secret");
  return url.replace(/\/+$/, "");
}
