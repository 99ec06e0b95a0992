import { z } from "zod";
import type { SourceDocument } from "./document.ts";
import type { ConfigProblem } from "./problem.ts";

/** `keys` of `opsdeck.yaml`: the id of a command, and the keys that it has instead of its own. */
export const keySchema = z.record(z.string(), z.array(z.string().min(1)).min(1));

/** Keys that a user gave to a command, and where that is written. */
export interface KeyOverride extends Pick<ConfigProblem, "file" | "line" | "column" | "path"> {
  readonly command: string;
  readonly keys: readonly string[];
}

export function keyOverrides(document: SourceDocument, keys: z.infer<typeof keySchema> = {}): readonly KeyOverride[] {
  return Object.entries(keys).map(([command, own]) => ({
    file: document.file,
    ...document.locate(["keys", command], "key"),
    path: `keys.${command}`,
    command,
    keys: own,
  }));
}
