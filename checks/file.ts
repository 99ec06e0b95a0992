import { z } from "zod";
import { defineCheck } from "../src/core/check.ts";
import { CheckError } from "../src/core/check-error.ts";
import type { WholeFile } from "../src/core/clients.ts";
import { tame } from "../src/core/hostile-text.ts";
import { jsonOf } from "../src/core/json-of.ts";
import { atPointer } from "../src/core/json-pointer.ts";
import { text } from "../src/core/params.ts";
import type { Scalar } from "../src/core/reading.ts";
import * as http from "./parts/http-params.ts";
import { parseKeys, takeKeys } from "./parts/key-values.ts";
import { oneSource } from "./parts/one-source.ts";
import { checkTake } from "./parts/safe-params.ts";
import { matchNames, matchNeeds, takeMatches, takeScalars } from "./parts/take.ts";

const MAX_BYTES = 256 * 1024;
const FIXED = { modifiedAt: 0, bytes: 0, sha256: 0 };

const params = z
  .strictObject({
    path: z
      .string()
      .min(1)
      .meta({ description: "A file of this machine; begins with / or where opsdeck was started." }),
    format: z
      .enum(["keys", "json"])
      .meta({ description: "Lines of key=value, or JSON, with or without a byte order mark." }),
    take: z
      .record(http.factName, z.string())
      .default({})
      .meta({ description: "Fact: its key (keys) or its pointer (json)." }),
    present: z
      .record(http.factName, z.string().min(1))
      .default({})
      .meta({ description: "Fact: a key or a pointer; true when something stands there, which is never shown." }),
    same: z
      .record(http.factName, z.strictObject({ at: z.string().min(1), as: text }))
      .default({})
      .meta({
        description:
          "Fact: a key or a pointer under `at`; true when the secret under `as` stands there. Neither is shown.",
      }),
    match: http.matches,
  })
  .superRefine(checkTake)
  .superRefine(oneSource((p) => [FIXED, p.take, p.present, p.same, matchNames(p.match)]));
type Params = z.output<typeof params>;

/**
 * One small file, such as the metadata of a release or the settings of a service. Facts: `modifiedAt` (ISO), `bytes`,
 * `sha256` in hex of its bytes, those of `take` (null where nothing stands), of `present` and `same` (true or false) and of
 * `match`. Failures: `config` for a file or a secret that is not there, `too-large` over 256 KiB, `parse`.
 */
export const file = defineCheck({
  kind: "file",
  title: "File",
  params,
  local: () => true,
  target: (p) => p.path,
  needs: ({ match }) => matchNeeds(match),
  facts: (p) => [FIXED, p.take, p.present, p.same, matchNames(p.match)].flatMap(Object.keys),
  async run({ params: p, clients, trace, seen }, signal) {
    const read = await clients.files.read(p.path, MAX_BYTES, signal);
    const { size, modifiedAt, sha256 } = read;
    trace(`${tame(p.path, 200)}: ${size} bytes`);
    const facts = {
      ...{ modifiedAt: new Date(modifiedAt).toISOString(), bytes: size, sha256 },
      ...factsIn(read.text, p),
      ...(await comparison(read, p)),
    };
    return { ...facts, ...takeMatches(facts, p.match, seen) };
  },
});

async function comparison(read: WholeFile, { path, format, same }: Params): Promise<Record<string, boolean>> {
  const valueAt = (at: string) => (text: string) =>
    format === "keys" ? parseKeys(text).get(at) : atPointer(parsed(text, path), at);
  const pairs = Object.entries(same).map(async ([fact, { at, as }]): Promise<[string, boolean]> => {
    return [fact, await read.holds(as, valueAt(at))];
  });
  return Object.fromEntries(await Promise.all(pairs));
}

function factsIn(text: string, { path, format, take, present }: Params): Record<string, Scalar> {
  if (format === "keys") {
    const values = parseKeys(text);
    return { ...takeKeys(values, take), ...presence(present, (key) => values.get(key)) };
  }
  const value = parsed(text, path);
  return { ...takeScalars(value, take), ...presence(present, (pointer) => atPointer(value, pointer)) };
}

function presence(present: Params["present"], look: (where: string) => unknown): Record<string, boolean> {
  return Object.fromEntries(
    Object.entries(present).map(([fact, where]) => [fact, ![undefined, null, ""].includes(look(where) as null)]),
  );
}

function parsed(text: string, path: string): unknown {
  const value = jsonOf(text);
  if (value === undefined) throw new CheckError("parse", `${tame(path, 200)} is no JSON`);
  return value;
}
