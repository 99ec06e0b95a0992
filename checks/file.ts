import { z } from "zod";
import { defineCheck } from "../src/core/check.ts";
import { CheckError } from "../src/core/check-error.ts";
import { tame } from "../src/core/hostile-text.ts";
import * as http from "./parts/http-params.ts";
import { takeKeys } from "./parts/key-values.ts";
import { safeKeys, safePointers } from "./parts/safe-params.ts";
import { takeScalars } from "./parts/take.ts";

const MAX_BYTES = 256 * 1024;
const path = z.string().min(1).meta({ description: "A file of this machine." });

/**
 * One small file, such as the metadata of a release. Facts: `modifiedAt` (ISO), `bytes`, and those of `take`: by key of
 * its `key=value` lines, or by pointer into its JSON; what is not there is null. Failures: `config` for a file that is
 * not there, `too-large` over 256 KiB, `parse`.
 */
export const file = defineCheck({
  kind: "file",
  title: "File",
  params: z
    .strictObject({
      path,
      format: z.enum(["keys", "json"]).meta({ description: "Lines of key=value, or JSON." }),
      take: z.record(http.factName, z.string()).meta({ description: "Fact: its key (keys) or its pointer (json)." }),
    })
    .superRefine(({ format, take }, context) => {
      const parsed = (format === "json" ? safePointers : safeKeys).safeParse(take);
      for (const issue of parsed.error?.issues ?? [])
        context.addIssue({ code: "custom", message: issue.message, path: ["take", ...issue.path] });
    })
    .refine((p) => !http.namesCollide(p.take, { modifiedAt: 0, bytes: 0 }), http.COLLISION),
  local: true,
  target: (p) => p.path,
  facts: (p) => ["modifiedAt", "bytes", ...Object.keys(p.take)],
  async run({ params: p, clients, trace }, signal) {
    const { text, size, modifiedAt } = await clients.files.read(p.path, MAX_BYTES, signal);
    trace(`${tame(p.path, 200)}: ${size} bytes`);
    const taken = p.format === "keys" ? takeKeys(text, p.take) : takeScalars(parsed(text, p.path), p.take);
    return { modifiedAt: new Date(modifiedAt).toISOString(), bytes: size, ...taken };
  },
});

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CheckError("parse", `${tame(path, 200)} is no JSON`);
  }
}
