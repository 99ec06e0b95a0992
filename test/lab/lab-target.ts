import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { type Lab, type LabOptions, startLab } from "../../src/lab/lab.ts";

interface Document {
  readonly lab?: {
    readonly control: string;
    readonly nonce: string;
    readonly pace: number;
    readonly era: "A" | "B" | "H";
  };
  readonly system?: string;
  readonly environment?: string;
  readonly vars?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly commands?: Readonly<Record<string, { readonly argv: readonly string[] }>>;
}

export const CHILD = join(import.meta.dirname, "../../src/lab/child.ts");

type TestLabOptions = Pick<LabOptions, "systems" | "era" | "home"> & Partial<Pick<LabOptions, "pace">>;

/** A lab as the tests want it: pace 15 if no other is named, children from the sources, a home of its own. */
export function startTestLab(options: TestLabOptions): Promise<Lab> {
  return startLab({ pace: 15, childArgv: [CHILD], log: () => undefined, ...options });
}

export async function readOverlay(path: string): Promise<Document[]> {
  return parseAllDocuments(await readFile(path, "utf8")).map((document) => document.toJS() as Document);
}

/** Where the simulated opsmantik and its QStash are. */
export async function opsmantikTarget(lab: Lab): Promise<{ base: string; origin: string; qstash: string }> {
  const documents = await readOverlay(lab.config);
  const { vars = {} } = documents.find(({ system }) => system === "opsmantik") ?? {};
  return { base: vars.base ?? "", origin: vars.origin ?? "", qstash: vars.qstashUrl ?? "" };
}
