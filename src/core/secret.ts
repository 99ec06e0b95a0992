/** Where a secret's value comes from. The reference may be shown; the value never is. */
export interface SecretReference {
  /** Its name under `secrets` in the system file. */
  readonly name: string;
  readonly from: "env" | "file" | "cmd";
  /** The variable's name, the file's path, or the command line. */
  readonly source: string;
  /** Where it is declared, as file:line, for messages. */
  readonly place: string;
}

const DOTS = "••••••••";

/**
 * A text with references to secrets in it, such as `Bearer ${secrets.cronSecret}`. It holds no value: src/clients looks
 * the references up when it opens a connection. However it is printed it shows dots.
 */
export class SecretText {
  readonly #parts: readonly (string | SecretReference)[];

  constructor(parts: readonly (string | SecretReference)[]) {
    this.#parts = parts;
  }

  /** Literals and references in order. No values. */
  get parts(): readonly (string | SecretReference)[] {
    return this.#parts;
  }

  toString(): string {
    return this.#parts.map((part) => (typeof part === "string" ? part : DOTS)).join("");
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** What a parameter of a check may be: plain text, or text with secrets in it. */
export type Text = string | SecretText;
