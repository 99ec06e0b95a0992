import { toJson } from "../config/json-schema.ts";
import type { ActionKind } from "../core/action.ts";
import { runbookHead, stepSchema } from "./runbook-schema.ts";

type Json = Record<string, unknown>;

/** The JSON Schemas of a runbook's parts, for editors: its front matter, and one `yaml step` block with `with` by kind. */
export function runbookJsonSchema(kinds: readonly ActionKind[]): Json {
  const step = toJson(stepSchema) as Json & { properties: Json };
  step.properties.action = { enum: kinds.map(({ kind }) => kind), description: "What kind of change it is." };
  step.allOf = kinds.map(({ kind, title, params }) => ({
    if: { properties: { action: { const: kind } }, required: ["action"] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema, never awaited
    then: { properties: { with: { ...toJson(params), description: title } } },
  }));
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "opsdeck runbook",
    description: "`front` is the front matter, `step` a fenced block of yaml step.",
    $defs: { front: toJson(runbookHead), step },
    $ref: "#/$defs/step",
  };
}
