import { z } from "zod";
import type { CheckKind } from "../core/check.ts";
import { systemSchema } from "./system-schema.ts";

type Json = Record<string, unknown>;

interface Entries {
  readonly items: Json & { readonly properties: Json & { readonly panels: { readonly items: Json } } };
}

/**
 * The JSON Schema of a system file for editors, made from the schemas that validate: `with` is described by kind of check,
 * and panels are those of this build, by their ids.
 */
export function systemJsonSchema(kinds: readonly CheckKind[], panels: readonly string[]): Json {
  const schema = toJson(systemSchema) as Json & {
    properties: Readonly<Record<"checks" | "alerts" | "goals", Entries>>;
  };
  const { checks, alerts, goals } = schema.properties;
  for (const { items } of [checks, alerts, goals]) Object.assign(items.properties.panels.items, { enum: panels });
  const { items } = checks;
  items.allOf = kinds.map((kind) => ({
    if: { properties: { kind: { const: kind.kind } }, required: ["kind"] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema, never awaited
    then: { properties: { with: { ...toJson(kind.params), description: kind.title } } },
  }));
  const names = kinds.map((kind) => kind.kind);
  Object.assign(items.properties, { kind: { enum: names, description: "What kind of look it is." } });
  return { $schema: "https://json-schema.org/draft/2020-12/schema", title: "opsdeck system file", ...schema };
}

/** What a schema takes, without the head of a whole file. */
export function toJson(schema: z.ZodType): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Json;
  return rest;
}
