import { z } from "zod";
import { defineCheck } from "../src/core/check.ts";
import { targetName } from "../src/core/params.ts";
import type { Facts, Scalar } from "../src/core/reading.ts";
import { ask, isBodiless, parseJson } from "./parts/http-look.ts";
import * as http from "./parts/http-params.ts";
import { refuseStatus } from "./parts/http-status.ts";
import { matchNames, matchNeeds, takeHeaders, takeMatches, takeScalars, takeTables } from "./parts/take.ts";

const table = z.strictObject({
  at: http.pointer.meta({ description: "Pointer to a list of rows, or to an object whose entries are the rows." }),
  columns: http.takePointers.meta({ description: "Column: pointer into a row." }),
  key: http.factName.default("key").meta({ description: "Column for the keys when `at` leads to an object." }),
});

/**
 * One request; facts by JSON pointer from the body and by name from the headers. Facts: `status`, `latencyMs` (ms until
 * the body was there), and those of `take`, `take-headers`, `tables`, `match`. A pointer to nothing or to an object gives
 * null, or its default; one to a list its length. Failures: any of the network, `auth`, `throttled`, `status`, `too-large`, `parse`.
 */
export const httpJson = defineCheck({
  kind: "http-json",
  title: "HTTP JSON",
  params: z
    .strictObject({
      ...http.requestShape,
      "expect-status": http.expectStatus,
      "content-type": z.string().default("json").meta({ description: "Part of the content type that is due." }),
      "max-bytes": http.maxBytes,
      take: http.takePointers.default({}),
      defaults: z
        .record(http.factName, z.union([z.string(), z.number(), z.boolean(), z.null()]))
        .default({})
        .meta({ description: "What stands in for facts of `take` that the answer does not have." }),
      "take-headers": http.takeHeaders.default({}),
      tables: z.record(http.factName, table).default({}),
      match: http.matches,
    })
    .refine((p) => !http.namesCollide(p.take, p["take-headers"], p.tables, matchNames(p.match)), http.COLLISION)
    .refine((p) => Object.keys(p.defaults).every((name) => Object.hasOwn(p.take, name)), {
      error: "a default stands in for a fact of `take`",
      path: ["defaults"],
    }),
  target: (params) => targetName(params.url),
  needs: ({ match }) => matchNeeds(match),
  facts: (p) => [
    "status",
    "latencyMs",
    ...[p.take, p["take-headers"], p.tables, matchNames(p.match)].flatMap(Object.keys),
  ],
  needsEffect: http.canChange,
  async run({ params, clients, trace, seen }, signal) {
    const request = http.requestOf(params, params["max-bytes"]);
    const response = await ask({ clients, trace }, request, signal);
    refuseStatus(response, params["expect-status"]);
    const body = isBodiless(response, params.method) ? undefined : parseJson(response, params["content-type"]);
    const facts: Facts = {
      status: response.status,
      latencyMs: Math.round(response.tookMs),
      ...filledIn(takeScalars(body, params.take), params.defaults),
      ...takeHeaders(response.headers, params["take-headers"]),
      ...takeTables(body, params.tables),
    };
    return { ...facts, ...takeMatches(facts, params.match, seen) };
  },
});

function filledIn(taken: Readonly<Record<string, Scalar>>, defaults: Readonly<Record<string, Scalar>>): Facts {
  return Object.fromEntries(Object.entries(taken).map(([name, value]) => [name, value ?? defaults[name] ?? null]));
}
