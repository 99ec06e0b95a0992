import { z } from "zod";
import type { ActionLook } from "../../core/action.ts";
import { CheckError } from "../../core/check-error.ts";

/** Rows before and after a change, as PostgreSQL's own JSON: no digit and no microsecond is lost. Kept before COMMIT. */
const imagesSchema = z.object({
  table: z.string(),
  key: z.array(z.string()).min(1),
  columns: z.array(z.string()).min(1),
  transaction: z.string(),
  before: z.array(z.record(z.string(), z.unknown())),
  /** Empty where the rows were deleted: `before` is then all of their columns. */
  after: z.array(z.record(z.string(), z.unknown())),
});
export type Images = z.output<typeof imagesSchema>;

/** The images that a step kept before its COMMIT. Undefined: none, so that nothing was changed. Throws when they are damaged. */
export async function imagesOf({ evidence, step }: Pick<ActionLook<unknown>, "evidence" | "step">) {
  const kept = await evidence(imagesName(step));
  if (kept === undefined) return undefined;
  const images = imagesSchema.safeParse(kept);
  if (images.success) return images.data;
  throw new CheckError("config", `the image of the rows that ${step} changed cannot be read any more`);
}

/** The name of the evidence that a step's change of rows leaves. */
export function imagesName(step: string): string {
  return `rows-${step}`;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** `schema.table` or a column, quoted. Rejects anything that is not a plain name. */
export function quoted(name: string): string {
  const parts = name.split(".");
  if (parts.length > 2 || parts.some((part) => !NAME.test(part))) {
    throw new CheckError("config", `${JSON.stringify(name)} is not a plain name of a table or column`);
  }
  return parts.map((part) => `"${part}"`).join(".");
}

/** `jsonb_build_object` of some columns of a row. */
export function jsonOfColumns(alias: string, columns: readonly string[]): string {
  return `jsonb_build_object(${columns.map((column) => `'${column}', ${alias}.${quoted(column)}`).join(", ")})`;
}

/** What `$1`, `$2` … of a statement stand for, for who reads it before it is sent. */
export function valuesText(values: readonly (string | number | boolean)[] = []): string {
  const said = values.map((value, index) => `$${index + 1} = ${JSON.stringify(value)}`);
  return said.length === 0 ? "" : ` with ${said.join(", ")}`;
}
