import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";
import { UsageError } from "./flags.ts";

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const fields = z.record(z.string(), scalar);
const answersSchema = z.record(z.string(), z.union([scalar.transform((words): Answer => ({ words })), fields]));

/** `words` is what a person types; other fields are what a step asks for, or what to do when it fails. */
export type Answer = Readonly<Record<string, string>>;

/** What a person would have said, by step or duty. */
export type Answers = Readonly<Record<string, Answer>>;

/** Reads `--answers FILE`: YAML, `id: words` or `id: { words: …, NAME: … }` a line. Rejects with UsageError. */
export async function readAnswers(path: string): Promise<Answers> {
  try {
    return answersSchema.parse(parse(await readFile(path, "utf8")) ?? {});
  } catch (error) {
    const shape = `"id: words" or "id: { words: …, NAME: … }" a line`;
    const why = error instanceof z.ZodError ? `is not ${shape}` : "cannot be read as YAML";
    throw new UsageError(`${path} ${why}; an answers file has ${shape}`);
  }
}
