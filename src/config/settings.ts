import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { UpdateRules } from "../core/incident.ts";
import type { SecretText } from "../core/secret.ts";
import { type Path, parseDocuments, type SourceDocument } from "./document.ts";
import { ExpandError, parseSecret } from "./expand.ts";
import { explain, problem } from "./explain.ts";
import { type KeyOverride, keyOverrides, keySchema } from "./key-settings.ts";
import { type NoticeSettings, noticeSchema } from "./notice-settings.ts";
import type { ConfigProblem } from "./problem.ts";
import { updateRules, updateSchema } from "./update-settings.ts";

/** In the folder of the user's system files; the one file there that is none. */
export const SETTINGS = "opsdeck.yaml";

const settingsSchema = z.strictObject({
  /** A reference to the connection URL of the PostgreSQL that several bastions share: `${env:OPSDECK_STORE}`. */
  store: z.string().optional(),
  notices: noticeSchema.optional(),
  /** How bad an incident can be, worst first, and how often those who are not in the room hear of it. */
  incidents: updateSchema.optional(),
  /** Keys by id of a command: docs/KEYS.md lists both. */
  keys: keySchema.optional(),
});

/** What is set for opsdeck itself, not for a system. */
export interface Settings {
  readonly store?: SecretText;
  /** Absent: nobody is told anything. */
  readonly notices?: NoticeSettings;
  /** Absent: the defaults. */
  readonly updates?: UpdateRules;
  readonly keys: readonly KeyOverride[];
  readonly problems: readonly ConfigProblem[];
}

/** Reads `opsdeck.yaml` of the folder. Never rejects: mistakes are problems with a place, no file is no settings. */
export async function readSettings(folder: string): Promise<Settings> {
  const file = join(folder, SETTINGS);
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return { keys: [], problems: [] };
  const { documents, problems } = parseDocuments(file, text);
  const [document] = documents;
  if (!document) return { keys: [], problems };
  const { data, error } = settingsSchema.safeParse(document.value);
  if (!data) return { keys: [], problems: explain(error.issues, document, [], settingsSchema) };
  const store = referenceAt(document, ["store"], data.store, STORE);
  const { webhook: url, ...notices } = data.notices ?? {};
  const webhook = referenceAt(document, ["notices", "webhook"], url, WEBHOOK);
  return {
    ...(store.secret && { store: store.secret }),
    ...(data.incidents && { updates: updateRules(data.incidents) }),
    ...(data.notices && { notices: { ...notices, ...(webhook.secret && { webhook: webhook.secret }) } }),
    keys: keyOverrides(document, data.keys),
    problems: [...store.problems, ...webhook.problems],
  };
}

const STORE = 'write store: "${env:OPSDECK_STORE}" and set that to postgresql://user:password@host:5432/database';
const WEBHOOK = 'write webhook: "${env:OPSDECK_WEBHOOK}" and set that to the URL';

/** What stands at the path as a reference; a value that stands there itself is a problem. */
function referenceAt(document: SourceDocument, path: Path, text: string | undefined, hint: string) {
  if (text === undefined) return { problems: [] };
  const name = String(path.at(-1));
  try {
    const { line } = document.locate(path);
    return { secret: parseSecret(name, text, `${document.file}:${line}`), problems: [] };
  } catch (thrown) {
    if (!(thrown instanceof ExpandError)) throw thrown;
    const message = `${name} holds its address itself, or an unknown reference`;
    return { problems: [problem(document, path, message, hint)] };
  }
}
