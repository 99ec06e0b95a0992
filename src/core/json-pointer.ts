/** What an RFC 6901 pointer leads to, or undefined where the path is not there. */
export function atPointer(document: unknown, pointer: string): unknown {
  if (pointer === "") return document;
  let here: unknown = document;
  for (const raw of pointer.slice(1).split("/")) {
    const key = raw.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, key)) return undefined;
    here = (here as Record<string, unknown>)[key];
  }
  return here;
}
