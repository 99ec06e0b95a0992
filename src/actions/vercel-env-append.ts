import { z } from "zod";
import { type ActionLook, defineAction, type Outcome } from "../core/action.ts";
import { CheckError } from "../core/check-error.ts";
import { applied, notApplied, outcomeOf, unknown } from "./parts/outcome.ts";
import { requestLines } from "./parts/request-lines.ts";
import { askVercel, bearer, vercelParams } from "./parts/vercel.ts";
import { variableMarks, variableTarget } from "./parts/vercel-mark.ts";
import { theVariable, type Variable, variableUrl } from "./parts/vercel-variables.ts";

const params = z.strictObject({
  ...vercelParams,
  key: z.string().min(1).meta({ description: "Name of the variable, whose value is a list and no secret." }),
  item: z.string().min(1).meta({ description: "What is added to the list, unless it is there." }),
  separator: z.string().min(1).default(","),
});
type Params = z.output<typeof params>;
type Look = Pick<ActionLook<Params>, "params" | "clients">;

/**
 * Adds an item to a variable of production that holds a list. The value from before is evidence, and is written down before
 * the request; a value that cannot be read is not touched. It reaches the app with the next deployment.
 */
export const vercelEnvAppend = defineAction({
  kind: "vercel-env-append",
  title: "Add to a list in an environment variable on Vercel",
  params,
  minTier: 2,
  target: variableTarget,
  marks: variableMarks,
  preview: async (look, signal) => {
    const { key, item } = look.params;
    const { found, value } = await readList(look, signal);
    const items = itemsOf(value, look.params);
    const body = JSON.stringify({ value: withItem(value, look.params) });
    const effect = items.includes(item)
      ? `${key} holds ${item} already, among ${items.length}`
      : `${key} holds ${items.length + 1} instead of ${items.length}, with the next deployment: ${item} is added`;
    return {
      requests: requestLines({
        method: "PATCH",
        url: variableUrl(look.params, found.id),
        headers: bearer(look.params),
        body,
      }),
      effect,
      count: items.includes(item) ? 0 : 1,
      counts: "list item",
    };
  },
  run: async (context, signal) => {
    const { params: given, keep, step, writes } = context;
    const { found, value } = await readList(context, signal);
    if (itemsOf(value, given).includes(given.item)) return applied(`${given.item} is there already`);
    const after = withItem(value, given);
    await keep(`variable-${step}`, { key: given.key, before: value, after });
    const headers = { ...bearer(given), "content-type": "application/json" };
    const json = { value: after, ...(context.duty?.mark !== undefined && { comment: context.duty.mark }) };
    const request = { method: "PATCH" as const, url: variableUrl(given, found.id), headers, json };
    return outcomeOf(await writes.http.send(request, signal), { variableId: found.id });
  },
  look: async (look, signal): Promise<Outcome> => {
    const { value } = await readList(look, signal).catch(unreadable);
    if (value === undefined) return unknown(`${look.params.key} cannot be read any more`);
    const isThere = itemsOf(value, look.params).includes(look.params.item);
    return isThere ? applied(`${look.params.item} is there`) : notApplied(`${look.params.item} is not there`);
  },
});

function unreadable(error: unknown): { readonly value: undefined } {
  if (error instanceof CheckError && error.kind === "config") return { value: undefined };
  throw error;
}

async function readList(
  look: Look,
  signal: AbortSignal,
): Promise<{ readonly found: Variable; readonly value: string }> {
  const found = await theVariable(look, signal);
  const { body } = await askVercel(look, variableUrl(look.params, found.id), signal);
  const { value, decrypted } = (body ?? {}) as { readonly value?: unknown; readonly decrypted?: unknown };
  // A value with dots in it holds a secret of ours: written back it would hold the dots.
  const whole = typeof value === "string" && !value.includes("•");
  if (found.type !== "sensitive" && decrypted !== false && whole) return { found, value };
  throw new CheckError(
    "config",
    `${look.params.key} is ${found.type} and cannot be read: add ${look.params.item} by hand`,
  );
}

function itemsOf(value: string, { separator }: Params): readonly string[] {
  return value
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

/** The value as it stands, with the item behind it. */
function withItem(value: string, given: Params): string {
  return value.trim() === "" ? given.item : `${value.trimEnd()}${given.separator}${given.item}`;
}
