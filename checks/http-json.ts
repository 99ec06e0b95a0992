import { z } from "zod";
import { defineCheck } from "../src/core/check.ts";
import { targetName } from "../src/core/params.ts";
import type { Facts, Scalar } from "../src/core/reading.ts";
import { classified, classify, classifyUses } from "./parts/classify.ts";
import { ask, isBodiless, parseJson } from "./parts/http-look.ts";
import * as http from "./parts/http-params.ts";
import { refuseStatus } from "./parts/http-status.ts";
import { postedFile } from "./parts/posted-file.ts";
import {
  type Matches,
  matchNames,
  matchNeeds,
  takeHeaders,
  takeMatches,
  takeScalars,
  takeTables,
} from "./parts/take.ts";

const table = z.strictObject({
  at: http.pointer.meta({ description: "Pointer to a list of rows, or to an object whose entries are the rows." }),
  columns: http.takePointers.meta({ description: "Column: pointer into a row." }),
  key: http.factName.default("key").meta({ description: "Column for the keys when `at` leads to an object." }),
});

/**
 * One request; facts by JSON pointer from the body and by name from the headers. Facts: `status`, `latencyMs` (ms until
 * the body was there), and those of `take`, `take-headers`, `tables`, `match`, `classify`, and with `body-file` `bodySha256` (hex). A pointer to nothing or to an object gives
 * null, or its default; one to a list its length. Failures: any of the network, `auth`, `throttled`, `status`, `too-large`, `parse`.
 */
export const httpJson = defineCheck({
  kind: "http-json",
  title: "HTTP JSON",
  params: z
    .strictObject({
      ...http.requestShape,
      "body-file": z
        .string()
        .min(1)
        .optional()
        .meta({ description: "A file of this machine that is sent byte by byte as it is, instead of `body`." }),
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
      classify,
    })
    .superRefine(http.ownNames((p) => [{ bodySha256: 0 }, ...groupsOf(p)]))
    .refine((p) => p.body === undefined || p["body-file"] === undefined, "a request has one body")
    .refine((p) => classifyUses(p.classify).every((name) => [...FIXED, ...namesOf(p)].includes(name)), {
      error: "a test is about a fact that this look does not give",
      path: ["classify"],
    })
    .refine((p) => Object.keys(p.defaults).every((name) => Object.hasOwn(p.take, name)), {
      error: "a default stands in for a fact of `take`",
      path: ["defaults"],
    }),
  target: (params) => targetName(params.url),
  requests: (p) => http.requestsOf([p]),
  needs: ({ match }) => matchNeeds(match),
  facts: (p) => [...FIXED, ...(p["body-file"] === undefined ? [] : ["bodySha256"]), ...namesOf(p)],
  needsEffect: http.canChange,
  sends: (p) => http.requestLines(p, p["body-file"]),
  async run(context, signal) {
    const { params, clients, trace, seen } = context;
    const path = params["body-file"];
    const file = path === undefined ? undefined : await postedFile(path, context, signal);
    const request = http.requestOf({ ...params, ...(file && { body: file.text }) }, params["max-bytes"]);
    const response = await ask({ clients, trace }, request, signal);
    refuseStatus(response, params["expect-status"]);
    const body = isBodiless(response, params.method) ? undefined : parseJson(response, params["content-type"]);
    const facts: Facts = {
      status: response.status,
      latencyMs: Math.round(response.tookMs),
      ...(file && { bodySha256: file.sha256 }),
      ...filledIn(takeScalars(body, params.take), params.defaults),
      ...takeHeaders(response.headers, params["take-headers"]),
      ...takeTables(body, params.tables),
    };
    const compared = { ...facts, ...takeMatches(facts, params.match, seen) };
    return { ...compared, ...classified(compared, params.classify, context) };
  },
});

const FIXED = ["status", "latencyMs"];

type Group = Readonly<Record<string, unknown>>;
interface Named {
  readonly take: Group;
  readonly "take-headers": Group;
  readonly tables: Group;
  readonly match: Matches;
  readonly classify: Group;
}

function groupsOf({ take, "take-headers": headers, tables, match, classify: words }: Named): readonly Group[] {
  return [take, headers, tables, matchNames(match), words];
}

function namesOf(named: Named): readonly string[] {
  return groupsOf(named).flatMap(Object.keys);
}

function filledIn(taken: Readonly<Record<string, Scalar>>, defaults: Readonly<Record<string, Scalar>>): Facts {
  return Object.fromEntries(Object.entries(taken).map(([name, value]) => [name, value ?? defaults[name] ?? null]));
}
