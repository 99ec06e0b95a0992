import type { Json } from "../core/json.ts";
import type { EntryBody } from "./entry.ts";

/** Names of ours, by which lines find each other. A secret that happens to be the word "done" must not undo them. */
const NAMES: ReadonlySet<string> = new Set([
  "type",
  "run",
  "runbook",
  "step",
  "duty",
  "request",
  "action",
  "outcome",
  "result",
  "effect",
  "file",
  "at",
  "until",
  "notBefore",
  "dueBy",
  "salt",
  "hash",
  "sha256",
  "check",
  "verdict",
]);
/** Within these every text is data, whatever its name. */
const DATA: ReadonlySet<string> = new Set(["facts", "failure", "captured", "values", "params", "how"]);

interface Members {
  readonly [name: string]: Json;
}

/** The body as it may be written: every text in it, and every name of a fact, without values of secrets. */
export function redactBody(body: EntryBody, redact: (text: string) => string): EntryBody {
  // What prints itself, such as a SecretText, does so here.
  const plain = JSON.parse(JSON.stringify(body)) as Members;
  return redactMembers(plain, redact, false) as unknown as EntryBody;
}

function redactMembers(members: Members, redact: (text: string) => string, data: boolean): Members {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => {
      if (!data && NAMES.has(name) && typeof value === "string") return [name, value];
      return [redact(name), redactValue(value, redact, data || DATA.has(name))];
    }),
  );
}

function redactValue(value: Json, redact: (text: string) => string, data: boolean): Json {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map((item: Json) => redactValue(item, redact, data));
  return typeof value === "object" && value !== null ? redactMembers(value as Members, redact, data) : value;
}
