import { createHash } from "node:crypto";

/** A file's name for something with an id; what it depends on changes the name, so that it starts anew. */
export function fileNameOf(id: string, dependsOn: unknown): string {
  const hash = createHash("sha256").update(JSON.stringify(dependsOn)).digest("hex").slice(0, 12);
  return `${id.replaceAll("/", ".").replaceAll(":", ".")}.${hash}`;
}
