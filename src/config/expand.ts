import { nearest } from "../core/nearest.ts";
import type { Scalar } from "../core/reading.ts";
import { type SecretReference, SecretText } from "../core/secret.ts";

/** What `${…}` may refer to. */
export interface Scope {
  readonly vars: Readonly<Record<string, Scalar>>;
  readonly secrets: Readonly<Record<string, SecretText>>;
  /** Further spaces, such as `param` in a runbook: literal values that are not expanded again. */
  readonly spaces?: Readonly<Record<string, Readonly<Record<string, Scalar>>>>;
}

const REFERENCE = /\$\{([^{}]*)\}/g;
const VARS_IN_VARS = 5;

/** Thrown inside this room only; becomes a problem with a place. */
export class ExpandError extends Error {
  override readonly name = "ExpandError";
  /** What to write instead. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** How the message about a var that is made of itself ends. */
export const ITSELF = "refers to itself";

/** Where in a value the reference stands that an error is about; the whole value when it is about none. */
export function pathOfReference({ message }: ExpandError, value: unknown): (string | number)[] {
  const [reference] = /^\$\{[^}]*\}/.exec(message) ?? [];
  return (reference === undefined ? undefined : pathOfText(reference, value)) ?? ["with"];
}

function pathOfText(text: string, value: unknown): (string | number)[] | undefined {
  if (typeof value === "string") return value.includes(text) ? [] : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const path = pathOfText(text, inner);
    if (path) return [Array.isArray(value) ? Number(key) : key, ...path];
  }
  return undefined;
}

/** Replaces `${vars.NAME}` and `${secrets.NAME}` in every text of a value. A text that is one reference keeps its type. */
export function expand(value: unknown, scope: Scope): unknown {
  if (typeof value === "string") return expandText(value, scope);
  if (Array.isArray(value)) return value.map((item) => expand(item, scope));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expand(item, scope)]));
  }
  return value;
}

/** As `expand`, for places where a secret would end up on the screen: there it is a mistake. */
export function expandPlain<T>(value: T, scope: Scope): T {
  return expand(value, { ...scope, secrets: {} }) as T;
}

function expandText(text: string, scope: Scope, depth = 0): Scalar | SecretText {
  const pieces = split(text);
  const only = pieces.length === 1 ? pieces[0] : undefined;
  if (only && only.reference !== undefined) return resolve(only.reference, scope, depth);
  const parts: (string | SecretReference)[] = [];
  for (const piece of pieces) {
    const part = piece.reference === undefined ? piece.literal : resolve(piece.reference, scope, depth);
    if (part instanceof SecretText) parts.push(...part.parts);
    else parts.push(String(part ?? ""));
  }
  return parts.every((part) => typeof part === "string") ? parts.join("") : new SecretText(parts);
}

function resolve(reference: string, scope: Scope, depth: number): Scalar | SecretText {
  const [space, name] = cutOnce(reference, ".");
  if (space === "vars") return resolveVar(name, scope, depth);
  if (space === "secrets") return resolveSecret(name, scope);
  const held = scope.spaces?.[space];
  if (!held) {
    const spaces = ["vars", "secrets", ...Object.keys(scope.spaces ?? {})].map((known) => `\${${known}.NAME}`);
    throw new ExpandError(`\${${reference}} is not known: write ${spaces.join(" or ")}`);
  }
  const value = held[name];
  if (value === undefined) throw new ExpandError(`\${${reference}} is not known`, meant(space, name, held));
  return value;
}

function resolveVar(name: string, scope: Scope, depth: number): Scalar | SecretText {
  const value = scope.vars[name];
  if (value === undefined) throw new ExpandError(`\${vars.${name}} is not under vars`, meant("vars", name, scope.vars));
  if (typeof value !== "string" || !value.includes("${")) return value;
  if (depth >= VARS_IN_VARS) throw new ExpandError(`\${vars.${name}} ${ITSELF}`);
  return expandText(value, scope, depth + 1);
}

function resolveSecret(name: string, { secrets }: Scope): SecretText {
  const secret = secrets[name];
  if (!secret) {
    const why = `\${secrets.${name}} is not a secret that may be used here`;
    throw new ExpandError(why, meant("secrets", name, secrets));
  }
  return secret;
}

function meant(space: string, name: string, held: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(held);
  const near = nearest(name, names);
  if (near !== undefined) return `write \${${space}.${near}}`;
  return names.length === 0 ? "there are none here" : `there are ${names.join(", ")}`;
}

interface Piece {
  readonly literal: string;
  readonly reference?: string;
}

function split(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(REFERENCE)) {
    if (match.index > from) pieces.push({ literal: text.slice(from, match.index) });
    pieces.push({ literal: match[0], reference: match[1] ?? "" });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ literal: text.slice(from) });
  return pieces;
}

function cutOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** Parses the value of an entry under `secrets`: a text with `${env:NAME}`, `${file:PATH}` or `${cmd:…}` in it. */
export function parseSecret(name: string, text: string, place: string): SecretText {
  const parts = split(text).map((piece): string | SecretReference => {
    if (piece.reference === undefined) return piece.literal;
    const [from, source] = cutOnce(piece.reference, ":");
    if ((from === "env" || from === "file" || from === "cmd") && source !== "") return { name, from, source, place };
    throw new ExpandError(
      `\${${piece.reference}} is not known here`,
      "write ${env:NAME}, ${file:PATH} or ${cmd:PROGRAM}",
    );
  });
  if (parts.every((part) => typeof part === "string")) {
    throw new ExpandError(
      `secrets.${name} holds the secret itself`,
      'write a reference: "${env:NAME}", and set NAME to it',
    );
  }
  return new SecretText(parts);
}
