/** Ms since 1970 at which a JWT ends; any other value is good until it is refused. */
export function endOfToken(value: string): number {
  const claims = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(value)?.[1];
  if (claims === undefined) return Number.POSITIVE_INFINITY;
  try {
    const { exp } = JSON.parse(Buffer.from(claims, "base64url").toString("utf8")) as { exp?: unknown };
    return typeof exp === "number" ? exp * 1000 : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
