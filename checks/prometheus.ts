import { z } from "zod";
import { type CheckContext, defineCheck } from "../src/core/check.ts";
import { CheckError } from "../src/core/check-error.ts";
import type { HttpResponse } from "../src/core/clients.ts";
import { tame } from "../src/core/hostile-text.ts";
import { targetName } from "../src/core/params.ts";
import type { Scalar } from "../src/core/reading.ts";
import { parseExposition, type Sample } from "./parts/exposition.ts";
import { ask } from "./parts/http-look.ts";
import * as http from "./parts/http-params.ts";
import { refuseStatus } from "./parts/http-status.ts";

const name = z.string().regex(/^[A-Za-z_:][\w:]*$/, "the name of a series, such as http_requests_total");
const series = z.union([
  name,
  z.strictObject({
    series: name,
    labels: z.record(z.string(), z.string()).default({}).meta({ description: "Labels that the series must have." }),
    sum: z.literal(true).optional().meta({ description: "Add up all series that fit." }),
  }),
]);
type Series = z.output<typeof series>;

/**
 * One GET of a Prometheus text exposition (0.0.4). Facts: `status`, `latencyMs` (ms until the body was there), and those of
 * `take`. What has no such series, or a value that is no finite number, is null; so is what several series fit without
 * `sum`. Failures: any of the network, `auth`, `throttled`, `status`, `too-large`, and `parse` for HTML, JSON or no sample.
 */
export const prometheus = defineCheck({
  kind: "prometheus",
  title: "Prometheus metrics",
  params: z
    .strictObject({
      url: http.requestShape.url,
      headers: http.requestShape.headers,
      "expect-status": http.expectStatus,
      "max-bytes": http.maxBytes,
      take: z
        .record(http.factName, series)
        .meta({ description: "Fact: the name of a series, or { series, labels, sum }." }),
    })
    .superRefine(http.ownNames((p) => [p.take])),
  target: (params) => targetName(params.url),
  facts: (p) => ["status", "latencyMs", ...Object.keys(p.take)],
  async run({ params, clients, trace }, signal) {
    const request = http.requestOf({ ...params, method: "GET" }, params["max-bytes"]);
    const response = await ask({ clients, trace }, request, signal);
    refuseStatus(response, params["expect-status"]);
    const samples = samplesOf(response);
    const taken = Object.entries(params.take).map(([fact, wanted]) => [fact, numberOf(samples, wanted, trace)]);
    return { status: response.status, latencyMs: Math.round(response.tookMs), ...Object.fromEntries(taken) };
  },
});

function samplesOf({ status, headers, text }: HttpResponse): Sample[] {
  const type = tame(headers["content-type"] ?? "", 60);
  const described = `status ${status}, content type ${type === "" ? "missing" : type}`;
  if (/html|json/i.test(type)) {
    throw new CheckError("parse", `no metrics (${described})`, {
      hint: "something before the target answered, or the path is wrong",
    });
  }
  const samples = parseExposition(text);
  if (samples.length > 0) return samples;
  const what = text.trim() === "" ? "an empty body" : `no metrics: ${tame(text, 24)}`;
  throw new CheckError("parse", `${what} (${described})`);
}

function numberOf(samples: readonly Sample[], wanted: Series, trace: CheckContext<unknown>["trace"]): Scalar {
  const {
    series: name,
    labels,
    sum,
  } = typeof wanted === "string" ? { series: wanted, labels: {}, sum: false } : wanted;
  const fitting = samples.filter(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  );
  if (fitting.length === 0 || (fitting.length > 1 && !sum)) {
    trace(
      `${fitting.length === 0 ? "no" : fitting.length} series ${name} ${fitting.length > 1 ? "fit: name labels, or sum" : ""}`.trimEnd(),
    );
    return null;
  }
  const value = fitting.reduce((total, sample) => total + sample.value, 0);
  return Number.isFinite(value) ? value : null;
}
