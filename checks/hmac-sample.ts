import { z } from "zod";
import { defineCheck } from "../src/core/check.ts";
import { CheckError } from "../src/core/check-error.ts";
import { jsonOf } from "../src/core/json-of.ts";
import { atPointer } from "../src/core/json-pointer.ts";
import { pointer, text } from "../src/core/params.ts";

const MAX_BYTES = 64 * 1024;
const MS = 1000;

const params = z
  .strictObject({
    path: z.string().min(1).meta({ description: "A JSON file of this machine: one signed request, as it was seen." }),
    secret: text.meta({ description: "What it should be signed with, such as ${secrets.signing}." }),
    fields: z
      .record(z.string().min(1), pointer)
      .refine((fields) => Object.keys(fields).length > 0, "at least one field is signed")
      .meta({ description: "Name: where it is in the file; what is signed, in this order." }),
    join: z.string().default(".").meta({ description: "What stands between them." }),
    timestamp: z.string().meta({ description: "Which of the fields is the signer's time, in seconds since 1970." }),
    signature: pointer.meta({ description: "Where the signature is in the file: HMAC-SHA256 in lower-case hex." }),
  })
  .refine(({ fields, timestamp }) => Object.hasOwn(fields, timestamp), {
    error: "the timestamp is one of the fields",
    path: ["timestamp"],
  });

/**
 * Whether a sample of a signed request was signed with this secret. Facts: `matches` (null without a signature), `empty`
 * (names of the fields that nothing stands in, in one text; "" when none), `takenAt` (ISO, by the file), `skewSeconds` (the
 * signer's time against the time of the file; ahead is positive; null without one). Failures: `config` for a file or secret
 * that is not there, `parse`. Neither the secret nor a signature by it is ever shown.
 */
export const hmacSample = defineCheck({
  kind: "hmac-sample",
  title: "Signed sample",
  params,
  local: () => true,
  target: ({ path }) => path,
  facts: () => ["matches", "empty", "takenAt", "skewSeconds"],
  async run({ params: p, clients }, signal) {
    const { text: written, modifiedAt } = await clients.files.read(p.path, MAX_BYTES, signal);
    const sample = parsed(written);
    const at = (place: string): string => String(atPointer(sample, place) ?? "");
    const values = Object.values(p.fields).map(at);
    const signature = at(p.signature);
    const seconds = Number(at(p.fields[p.timestamp] ?? ""));
    const known = Number.isFinite(seconds) && seconds > 0;
    return {
      matches: signature === "" ? null : await clients.secrets.isHmac(p.secret, values.join(p.join), signature),
      empty: Object.keys(p.fields)
        .filter((_name, index) => values[index] === "")
        .join(", "),
      takenAt: new Date(modifiedAt).toISOString(),
      skewSeconds: known ? Math.round(seconds - modifiedAt / MS) + 0 : null,
    };
  },
});

function parsed(written: string): unknown {
  const sample = jsonOf(written);
  if (sample === undefined) throw new CheckError("parse", "the sample is no JSON");
  return sample;
}
