import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";
import { UsageError } from "./flags.ts";

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const answersSchema = z.record(z.string(), scalar);

/** What a person would have typed, by step or duty. */
export type Answers = Readonly<Record<string, string>>;

/** Reads `--answers FILE`: YAML, one `id: words` a line. Rejects with UsageError. */
export async function readAnswers(path: string): Promise<Answers> {
  try {
    return answersSchema.parse(parse(await readFile(path, "utf8")) ?? {});
  } catch (error) {
    const shape = `one "id: words" a line`;
    const why = error instanceof z.ZodError ? `is not ${shape}` : "cannot be read as YAML";
    throw new UsageError(`${path} ${why}; an answers file has ${shape}`);
  }
}
