import { tame } from "../core/hostile-text.ts";
import { percentDecoded } from "./percent.ts";

const DOTS = "••••••••";
/** Shorter values are too likely to be parts of ordinary words. */
const LONG = 6;
/** What stands right before a credential: a scheme, a name with `=` or `:`, or the user part of a URL. Bounded, so linear. */
const MARKER =
  "\\b(?:bearer|basic)\\s{1,4}|(?:token|secret|passw(?:or)?d|pwd|pass|auth|key|authorization)[\"']?\\s{0,4}[:=]\\s{0,4}[\"']?|://[^\\s/@:]{0,64}:";

/**
 * Replaces known values by dots, in the forms in which they travel: plain, JSON, percent, base64 and base64url at any
 * alignment. Values under 6 characters are replaced only where a credential stands (after `Bearer`, `password=`, the user
 * of a URL …) or where they are the whole text, so that a password such as `ok` does not blot out ordinary words.
 */
export class Redactor {
  readonly #long = new Set<string>();
  readonly #short = new Set<string>();
  #pattern: RegExp | undefined;
  #credential: RegExp | undefined;

  add(value: string): void {
    for (const form of [value, ...passwordOf(value)]) {
      if (form === "") continue;
      if (form.length < LONG) this.#short.add(form);
      else for (const travelling of formsOf(form)) this.#long.add(travelling);
    }
    const long = alternatives(this.#long);
    const short = alternatives(this.#short);
    this.#pattern = long === "" ? undefined : new RegExp(long, "g");
    this.#credential = short === "" ? undefined : new RegExp(`(${MARKER})(?:${short})(?![\\w])`, "gi");
  }

  redact(text: string): string {
    if (this.#short.has(text)) return DOTS;
    const plain = this.#pattern ? text.replace(this.#pattern, DOTS) : text;
    return this.#credential ? plain.replace(this.#credential, `$1${DOTS}`) : plain;
  }
}

/** The longest first: a value may be a part of another. */
function alternatives(values: ReadonlySet<string>): string {
  return [...values]
    .sort((a, b) => b.length - a.length)
    .map((value) => value.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"))
    .join("|");
}

/** The password of a connection URL, as written and as meant. */
function passwordOf(value: string): string[] {
  if (!/^[\w+.-]+:\/\//.test(value)) return [];
  const written = /:\/\/[^/?#]*?:([^@]*)@/.exec(value)?.[1] ?? "";
  const parsed = URL.canParse(value) ? new URL(value).password : "";
  return [written, parsed, percentDecoded(written), percentDecoded(parsed)];
}

function formsOf(value: string): string[] {
  const wellFormed = value.toWellFormed();
  const percent = encodeURIComponent(wellFormed);
  const lines = value.split(/\r?\n/).filter((line) => line.length >= 16);
  return [
    value,
    ...lines,
    tame(value, value.length + 1),
    JSON.stringify(value).slice(1, -1),
    percent,
    percent.replaceAll(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()),
    encodeURI(wellFormed),
    new URLSearchParams({ v: value }).toString().slice(2),
    ...base64Forms(value),
  ].filter((form) => form.length >= LONG);
}

/** The characters of the base64 text that depend on the value alone, for each place at which it can begin. */
function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value);
  const forms: string[] = [];
  for (const offset of [0, 1, 2]) {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor((padded.length * 8) / 6);
    forms.push(padded.toString("base64").slice(first, last), padded.toString("base64url").slice(first, last));
  }
  const whole = bytes.toString("base64");
  return [whole, whole.replaceAll("=", ""), bytes.toString("base64url"), ...forms];
}
