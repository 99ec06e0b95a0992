import { ExpandError, expand, type Scope } from "../config/expand.ts";
import type { Scalar } from "../core/reading.ts";
import { type SecretReference, SecretText } from "../core/secret.ts";

/** What a run knows besides its system: the answers of people, and what steps captured. */
export interface RunValues {
  readonly params: Readonly<Record<string, Scalar>>;
  readonly captured: Readonly<Record<string, Scalar>>;
}

/** JSON in which a text with secrets is `{ "$text": ["Bearer ", { "secret": "cronSecret" }] }`: no value, nothing to expand again. */
export type Bound = Scalar | readonly Bound[] | { readonly [name: string]: Bound };

const MARK = "$text";

/** Scope of the texts of a run: `vars`, `secrets`, `param` or `params`, and `step` for what was captured. */
export function runScope(scope: Scope, { params, captured }: RunValues): Scope {
  return { ...scope, spaces: { param: params, params, step: captured } };
}

/**
 * Replaces every reference. Secrets become their names, so that the result may be written down and read back after a
 * crash; what a target said stays literal, even when it looks like a reference. Throws ExpandError.
 */
export function bind(value: unknown, scope: Scope): Bound {
  const named = Object.keys(scope.secrets).map((name) => [name, new SecretText([nameOnly(name)])] as const);
  return written(expand(value, { ...scope, secrets: Object.fromEntries(named) }));
}

function nameOnly(name: string): SecretReference {
  return { name, from: "env", source: "", place: "" };
}

function written(value: unknown): Bound {
  if (value instanceof SecretText) {
    return { [MARK]: value.parts.map((part) => (typeof part === "string" ? part : { secret: part.name })) };
  }
  if (Array.isArray(value)) return value.map(written);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, written(item)]));
  }
  return value as Scalar;
}

/** The reverse: texts with the references of today's system file. Throws ExpandError for a secret that is gone. */
export function unbind(value: unknown, secrets: Scope["secrets"]): unknown {
  if (Array.isArray(value)) return value.map((item) => unbind(item, secrets));
  if (typeof value !== "object" || value === null) return value;
  const parts = (value as Readonly<Record<string, unknown>>)[MARK];
  if (Array.isArray(parts)) return new SecretText(parts.flatMap((part) => partsOf(part, secrets)));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, unbind(item, secrets)]));
}

function partsOf(part: unknown, secrets: Scope["secrets"]): readonly (string | SecretReference)[] {
  if (typeof part === "string") return [part];
  const name = typeof part === "object" && part !== null && "secret" in part ? String(part.secret) : "";
  const secret = secrets[name];
  if (!secret) throw new ExpandError(`the secret ${name} is no longer in the system file`);
  return secret.parts;
}
