import { z } from "zod";
import { defineCheck } from "../src/core/check.ts";
import { CheckError } from "../src/core/check-error.ts";
import { tame } from "../src/core/hostile-text.ts";
import type { Facts, Scalar } from "../src/core/reading.ts";
import * as http from "./parts/http-params.ts";
import { takeKeys } from "./parts/key-values.ts";
import { oneSource, shareName } from "./parts/one-source.ts";
import { checkTake } from "./parts/safe-params.ts";
import { matchNames, matchNeeds, takeMatches, takeScalars } from "./parts/take.ts";

const MAX_BYTES = 256 * 1024;
const FIXED = { modifiedAt: 0, bytes: 0 };
const path = z
  .string()
  .min(1)
  .meta({ description: "A file of this machine; begins with / or where opsdeck was started." });

/**
 * One small file, such as the metadata of a release. Facts: `modifiedAt` (ISO), `bytes`, and those of `take`: by key of
 * its `key=value` lines, or by pointer into its JSON; what is not there is null. Those of `present` tell only whether there
 * is a value, those of `match` compare. Failures: `config` for a file that is
 * not there, `too-large` over 256 KiB, `parse`.
 */
export const file = defineCheck({
  kind: "file",
  title: "File",
  params: z
    .strictObject({
      path,
      format: z.enum(["keys", "json"]).meta({ description: "Lines of key=value, or JSON." }),
      take: z
        .record(http.factName, z.string())
        .default({})
        .meta({ description: "Fact: its key (keys) or its pointer (json)." }),
      present: z
        .record(http.factName, z.string().min(1))
        .default({})
        .meta({ description: "Fact: the key or pointer that has a value or not; the value may be a secret." }),
      match: http.matches,
    })
    .superRefine(checkTake)
    .refine((p) => !shareName(FIXED, p.take), oneSource(Object.keys(FIXED))),
  local: () => true,
  target: (p) => p.path,
  needs: ({ match }) => matchNeeds(match),
  facts: (p) => ["modifiedAt", "bytes", ...[p.take, p.present, matchNames(p.match)].flatMap(Object.keys)],
  async run({ params: p, clients, trace, seen }, signal) {
    const { text, size, modifiedAt } = await clients.files.read(p.path, MAX_BYTES, signal);
    trace(`${tame(p.path, 200)}: ${size} bytes`);
    const taken = (take: Readonly<Record<string, string>>): Record<string, Scalar> =>
      p.format === "keys" ? takeKeys(text, take) : takeScalars(parsed(text, p.path), take);
    const present = Object.entries(taken(p.present)).map(([name, value]) => [name, value !== null && value !== ""]);
    const facts: Facts = { modifiedAt: new Date(modifiedAt).toISOString(), bytes: size, ...taken(p.take) };
    return { ...facts, ...Object.fromEntries(present), ...takeMatches(facts, p.match, seen) };
  },
});

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CheckError("parse", `${tame(path, 200)} is no JSON`);
  }
}
