/** The value of one cookie of a Set-Cookie header; several that were joined by commas are told apart by their names. */
export function cookieFrom(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? "").split(/,\s*(?=[^;,=\s]+=)/)) {
    const [pair = ""] = part.split(";", 1);
    const at = pair.indexOf("=");
    if (pair.slice(0, at).trim() === name && pair.length > at + 1) return pair.slice(at + 1).trim();
  }
  return undefined;
}
