import { z } from "zod";
import { defineCheck } from "../src/core/check.ts";
import { targetName } from "../src/core/params.ts";
import type { Facts } from "../src/core/reading.ts";
import { ask } from "./parts/http-look.ts";
import * as http from "./parts/http-params.ts";
import { refuseStatus } from "./parts/http-status.ts";
import { matchNames, matchNeeds, takeHeaders, takeMatches } from "./parts/take.ts";

/**
 * One request without a body; facts by name from the headers of the answer, whose body is not read. Facts: `status`, `latencyMs` (ms until the headers were there), and those of
 * `take` and `match`. A header that is not there is null. Failures: any of the network, `auth`, `throttled`, `status`.
 */
export const httpHeaders = defineCheck({
  kind: "http-headers",
  title: "HTTP headers",
  params: z
    .strictObject({
      url: http.requestShape.url,
      method: z.enum(["GET", "HEAD", "OPTIONS"]).default("GET"),
      headers: http.requestShape.headers,
      "expect-status": http.expectStatus,
      take: http.takeHeaders.default({}),
      match: http.matches,
    })
    .superRefine(http.ownNames((p) => [p.take, matchNames(p.match)])),
  target: (params) => targetName(params.url),
  needs: ({ match }) => matchNeeds(match),
  facts: (p) => ["status", "latencyMs", ...[p.take, matchNames(p.match)].flatMap(Object.keys)],
  async run({ params, clients, trace, seen }, signal) {
    const response = await ask({ clients, trace }, http.requestOf(params, 0), signal);
    refuseStatus(response, params["expect-status"]);
    const facts: Facts = {
      status: response.status,
      latencyMs: Math.round(response.headersMs),
      ...takeHeaders(response.headers, params.take),
    };
    return { ...facts, ...takeMatches(facts, params.match, seen) };
  },
});
