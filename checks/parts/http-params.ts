import { z } from "zod";
import type { HttpRequest } from "../../src/core/clients.ts";
import { tame } from "../../src/core/hostile-text.ts";
import { login, pointer, targetName, text, urlText } from "../../src/core/params.ts";
import type { Text } from "../../src/core/secret.ts";
import { type FactGroup, oneSource } from "./one-source.ts";

export { pointer };

export const factName = z.string().min(1).max(80);
export const takePointers = z.record(factName, pointer);
export const takeHeaders = z.record(factName, z.string().min(1));

/** What may be asked for. GET, HEAD and OPTIONS change nothing; POST can, so it needs a declared effect. */
const method = z.enum(["GET", "HEAD", "OPTIONS", "POST"]);

export const requestShape = {
  url: urlText,
  method: method.default("GET"),
  headers: z.record(z.string(), text).default({}),
  body: text.optional(),
  login: login.optional(),
} as const;

/** Whether a request of a look can change something at its target: by its method, or since it signs in. */
export function canChange({ method, login }: { readonly method: string; readonly login?: unknown }): boolean {
  return method === "POST" || login !== undefined;
}

/** How many requests are sent at most, by target. A request that signs in may have to do so first. */
export function requestsOf(
  sent: readonly { readonly url: Text; readonly login?: { readonly url: Text } | undefined }[],
): Record<string, number> {
  const counts: Record<string, number> = {};
  const logins = new Set(sent.flatMap(({ login }) => (login ? [targetName(login.url)] : [])));
  for (const target of [...sent.map(({ url }) => targetName(url)), ...logins]) {
    counts[target] = (counts[target] ?? 0) + 1;
  }
  return counts;
}

export const expectStatus = z
  .array(z.int().min(100).max(599))
  .min(1)
  .default([200])
  .meta({ description: "Statuses that are an answer; any other fails the look." });

export const maxBytes = z
  .int()
  .min(1)
  .max(32 * 1024 * 1024)
  .optional()
  .meta({ description: "Longest answer that is read, in bytes. Default 1 MiB." });

const expected = z.union([z.string(), z.null()]);
const fallback = {
  or: z
    .strictObject({ check: z.string().min(1), fact: factName })
    .optional()
    .meta({ description: "Where nothing is expected: this fact of another check of the system." }),
  as: factName.optional().meta({ description: "A fact that holds what was expected." }),
} as const;

/**
 * Compares a fact with an expected text: `prefix` for commit hashes, whole or at least 7 characters of them, `equals` for
 * anything else, `ends-with` for a fact that should end in another one. Nothing expected (null or empty) gives null, not
 * true, unless another check's fact stands in (`or`).
 */
export const matches = z
  .record(
    factName,
    z.union([
      z.strictObject({ fact: factName, prefix: z.union([z.literal(""), z.string().min(7), z.null()]), ...fallback }),
      z.strictObject({ fact: factName, equals: expected, ...fallback }),
      z.strictObject({ fact: factName, "ends-with": factName.meta({ description: "A fact that should be its end." }) }),
    ]),
  )
  .default({})
  .meta({
    description:
      "Facts that tell whether another fact is (equals) or begins like (prefix) an expected text, or ends in another fact.",
  });

const RESERVED = { status: 0, latencyMs: 0 };

/** Refuses names of facts that a look by HTTP gives by itself, or that two groups give. */
export function ownNames<P extends object>(groups: (params: P) => readonly FactGroup[]) {
  return oneSource<P>((params) => [RESERVED, ...groups(params)]);
}

interface Sent extends Pick<HttpRequest, "url"> {
  readonly method: NonNullable<HttpRequest["method"]>;
  readonly headers: NonNullable<HttpRequest["headers"]>;
  readonly body?: HttpRequest["body"] | undefined;
  readonly login?: HttpRequest["login"] | undefined;
}

/** A request as people read it, before it is sent. */
export function requestLines(
  { method, url, headers, body }: Pick<Sent, "method" | "url" | "headers" | "body">,
  file: string | undefined,
): readonly string[] {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${tame(String(value), 200)}`);
  const content = file === undefined ? body : `the bytes of ${file}`;
  return [
    `${method} ${tame(String(url), 400)}`,
    ...lines,
    ...(content === undefined ? [] : [tame(String(content), 1000)]),
  ];
}

/** The request of a look, as the client takes it. A header without a value is not sent, so that a var can leave it out. */
export function requestOf(params: Sent, maxBytesRead?: number): HttpRequest {
  return {
    url: params.url,
    method: params.method,
    headers: Object.fromEntries(Object.entries(params.headers).filter(([, value]) => value !== "")),
    ...(params.body !== undefined && { body: params.body }),
    ...(params.login !== undefined && { login: params.login }),
    ...(maxBytesRead !== undefined && { maxBytes: maxBytesRead }),
  };
}
