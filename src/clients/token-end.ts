/** A token is asked for anew so long before it ends: a request that carries it is still under way then. */
const EARLY_MS = 60_000;

/** When a value is not to be used any more, in ms since 1970: a token (JWT) says when it ends, anything else never ends. */
export function endOfToken(value: string): number {
  const claims = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(value)?.[1];
  if (claims === undefined) return Number.POSITIVE_INFINITY;
  try {
    const { exp } = JSON.parse(Buffer.from(claims, "base64url").toString("utf8")) as { exp?: unknown };
    return typeof exp === "number" ? exp * 1000 - EARLY_MS : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
