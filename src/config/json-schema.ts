import { z } from "zod";
import type { CheckKind } from "../core/check.ts";
import { systemSchema } from "./system-schema.ts";

type Json = Record<string, unknown>;

/** The JSON Schema of a system file, `with` described by kind of check, for editors. Made from the schemas that validate. */
export function systemJsonSchema(kinds: readonly CheckKind[]): Json {
  const schema = toJson(systemSchema) as Json & { properties: { checks: { items: Json } } };
  const items = schema.properties.checks.items;
  items.allOf = kinds.map((kind) => ({
    if: { properties: { kind: { const: kind.kind } }, required: ["kind"] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema, never awaited
    then: { properties: { with: { ...toJson(kind.params), description: kind.title } } },
  }));
  const names = kinds.map((kind) => kind.kind);
  (items.properties as Json).kind = { enum: names, description: "What kind of look it is." };
  return { $schema: "https://json-schema.org/draft/2020-12/schema", title: "opsdeck system file", ...schema };
}

/** What a schema takes, without the head of a whole file. */
export function toJson(schema: z.ZodType): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Json;
  return rest;
}
