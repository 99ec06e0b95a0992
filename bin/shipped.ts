import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Training } from "../src/cli/context.ts";
import { type CompiledDocument, compileDocument } from "../src/config/compiled.ts";
import { parseDocuments } from "../src/config/document.ts";
import type { RunbookFile } from "../src/runbooks/read-runbooks.ts";

const SYSTEMS = "src/systems/";

/** The system files of this checkout, parsed. */
export function shippedSystems(): readonly CompiledDocument[] {
  return globSync(`${SYSTEMS}*/system.yaml`)
    .toSorted()
    .flatMap((file) => {
      const text = readFileSync(file, "utf8");
      const { documents } = parseDocuments(file.slice(SYSTEMS.length), text);
      return documents.map((document) => ({ ...compileDocument(document), fill: fillOf(text) }));
    });
}

/** The blocks `vars` and `secrets`, whole. */
function fillOf(text: string): string {
  return (text.match(/^(?:vars|secrets):\n(?: .*\n)*/gm) ?? []).join("");
}

/** The runbooks of this checkout, as they are: most starts read none. */
export function shippedRunbooks(): readonly RunbookFile[] {
  return globSync(`${SYSTEMS}*/runbooks/*.md`)
    .toSorted()
    .map((file) => ({ file: file.slice(SYSTEMS.length), text: readFileSync(file, "utf8") }));
}

/** The recorded incidents of this checkout, as they are packed. */
export function shippedTrainings(): readonly Training[] {
  return globSync("src/training/*.jsonl.br")
    .toSorted()
    .map((file) => ({ name: basename(file, ".jsonl.br"), packed: readFileSync(file, "base64") }));
}
