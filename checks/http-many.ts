import { z } from "zod";
import { type CheckContext, defineCheck } from "../src/core/check.ts";
import { CheckError } from "../src/core/check-error.ts";
import type { HttpResponse } from "../src/core/clients.ts";
import { targetName } from "../src/core/params.ts";
import type { Facts, Scalar } from "../src/core/reading.ts";
import { ask, isBodiless, parseJson } from "./parts/http-look.ts";
import * as http from "./parts/http-params.ts";
import { takeHeaders, takeScalars } from "./parts/take.ts";

const request = z
  .strictObject({
    ...http.requestShape,
    "max-bytes": http.maxBytes,
    take: http.takePointers.default({}),
    "take-headers": http.takeHeaders.default({}),
  })
  .superRefine(http.ownNames((p) => [{ failure: 0 }, p.take, p["take-headers"]]));
type Request = z.output<typeof request>;

const params = z.strictObject({
  requests: z
    .record(z.string().regex(/^[\w-]{1,40}$/), request)
    .refine((requests) => Object.keys(requests).length > 0 && Object.keys(requests).length <= 6, "one to six requests")
    .meta({ description: "One to six requests by name, sent one after the other." }),
});

/**
 * Several requests as one look, such as the probes that tell a release apart. Any status is an answer. Facts of each
 * request NAME: `NAME.status`, `NAME.latencyMs`, `NAME.<fact>` (null where the body is no JSON), and `NAME.failure`, the
 * kind of failure or null. The look fails only when the first request has no answer.
 */
export const httpMany = defineCheck({
  kind: "http-many",
  title: "HTTP requests",
  params,
  facts: ({ requests }) =>
    Object.entries(requests).flatMap(([name, request]) =>
      ["status", "latencyMs", "failure", ...[request.take, request["take-headers"]].flatMap(Object.keys)].map(
        (fact) => `${name}.${fact}`,
      ),
    ),
  target: ({ requests }) => {
    const [first] = Object.values(requests);
    return first ? targetName(first.url) : "nothing";
  },
  requests: ({ requests }) => http.requestsOf(Object.values(requests)),
  needsEffect: ({ requests }) => Object.values(requests).some(http.canChange),
  async run({ params: { requests }, clients, trace }, signal) {
    const facts: Record<string, Scalar> = {};
    for (const [index, [name, asked]] of Object.entries(requests).entries()) {
      const seen = await look({ clients, trace }, asked, index > 0, signal);
      for (const [fact, value] of Object.entries(seen)) facts[`${name}.${fact}`] = value as Scalar;
    }
    return facts;
  },
});

type Network = Pick<CheckContext<unknown>, "clients" | "trace">;

async function look(network: Network, asked: Request, mayFail: boolean, signal: AbortSignal): Promise<Facts> {
  const { clients } = network;
  const said: string[] = [];
  try {
    const sent = http.requestOf(asked, asked["max-bytes"]);
    const response = await ask({ clients, trace: (line) => void said.push(line) }, sent, signal);
    if (isNoRoute(response)) said.splice(1);
    return {
      status: response.status,
      latencyMs: Math.round(response.tookMs),
      failure: null,
      ...takeScalars(
        bodyOf(() => (isBodiless(response, asked.method) ? undefined : parseJson(response, "json"))),
        asked.take,
      ),
      ...takeHeaders(response.headers, asked["take-headers"]),
    };
  } catch (error) {
    if (!mayFail || signal.aborted || !(error instanceof CheckError)) throw error;
    const missing = Object.keys({ ...asked.take, ...asked["take-headers"] }).map((name) => [name, null]);
    return { status: null, latencyMs: null, failure: error.kind, ...Object.fromEntries(missing) };
  } finally {
    for (const line of said) network.trace(line);
  }
}

/** A page that says that there is no such route tells no more than its status, and would hide the answers beside it. */
function isNoRoute({ status, headers }: HttpResponse): boolean {
  return status === 404 && /html/i.test(headers["content-type"] ?? "");
}

/** A body that is no JSON has no facts; its status has told enough. */
function bodyOf(parse: () => unknown): unknown {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
