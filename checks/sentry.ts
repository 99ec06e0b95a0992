import { z } from "zod";
import { type CheckContext, defineCheck } from "../src/core/check.ts";
import { CheckError } from "../src/core/check-error.ts";
import { tableOf } from "../src/core/facts.ts";
import { durationMs } from "../src/core/params.ts";
import { ask, parseJson } from "./parts/http-look.ts";
import { refuseStatus } from "./parts/http-status.ts";
import { isSpike, median } from "./parts/log-routes.ts";
import { apiShape, apiTarget, getOf, named } from "./parts/outside-params.ts";
import { isRecord } from "./parts/record.ts";

const DAY_MS = 86_400_000;
/** Sentry counts in buckets that begin at whole multiples of their length: a window of five has a partial one at its end. */
const BUCKETS = 5;

const params = z.strictObject({
  ...apiShape("Sentry", "https://sentry.io"),
  organization: named("The organization's slug."),
  project: named("The project's number; empty for all.").default(""),
  environment: named("Only events of this environment; empty for all.").default(""),
  routes: z
    .union([z.string(), z.array(z.string())])
    .transform((routes) =>
      (typeof routes === "string" ? routes.split(/[\s,]+/) : routes).filter((route) => route !== ""),
    )
    .refine(
      (routes) => routes.length > 0 && routes.length <= 8,
      "one to eight routes, such as /api/sync /api/sync/worker",
    )
    .meta({ description: "Routes, as a list or as one text with spaces between them." }),
  window: durationMs.default(600_000).meta({ description: "What is counted: the last so long. Default 10m." }),
});
type Context = CheckContext<z.output<typeof params>>;

/**
 * Errors a route by Sentry's events-stats (GET /api/0/organizations/{org}/events-stats/, one request a route): those of
 * the window against the median of such windows in the 24 h before it. A route is the end of the transaction's name, or the tag
 * `route`. Facts: `errors` in the window, `spikes` (routes with at least five and more than three times their median), `worstRoute`,
 * `worstErrors`, `worstMedian`, table `routes` of route, errors, median, spike. Failures: the network's, `auth`, `throttled`,
 * `status`, `parse`; `config` without an organization.
 */
export const sentry = defineCheck({
  kind: "sentry",
  title: "Sentry",
  params,
  target: apiTarget,
  secondhand: true,
  facts: () => ["errors", "spikes", "worstRoute", "worstErrors", "worstMedian", "routes"],
  async run(context, signal) {
    if (context.params.organization.trim() === "") {
      const hint = "set vars.sentryOrganization, or what this check uses";
      throw new CheckError("config", "no Sentry organization is named", { hint });
    }
    const routes = [];
    for (const route of context.params.routes) routes.push(await lookAt(route, context, signal));
    routes.sort((a, b) => Number(b.spike) - Number(a.spike) || b.errors - a.errors);
    const [worst] = routes;
    return {
      errors: routes.reduce((sum, { errors }) => sum + errors, 0),
      spikes: routes.filter(({ spike }) => spike === true).length,
      worstRoute: worst?.route ?? null,
      worstErrors: worst?.errors ?? null,
      worstMedian: worst?.median ?? null,
      routes: tableOf(routes),
    };
  },
});

async function lookAt(route: string, { params: p, clients, clock, pace, trace }: Context, signal: AbortSignal) {
  const bucketMs = p.window / pace / BUCKETS;
  const now = clock.now();
  const path = `/api/0/organizations/${encodeURIComponent(p.organization)}/events-stats/`;
  const request = getOf(p, path, {
    project: p.project,
    environment: p.environment,
    yAxis: "count()",
    dataset: "errors",
    query: `event.type:error (transaction:"*${route}" OR route:"${route}")`,
    interval: bucketMs % 60_000 === 0 ? `${bucketMs / 60_000}m` : `${Math.round(bucketMs / 1000)}s`,
    start: new Date(now - (DAY_MS + p.window) / pace).toISOString().slice(0, 19),
    end: new Date(now).toISOString().slice(0, 19),
  });
  const response = await ask({ clients, trace }, request, signal);
  refuseStatus(response, [200]);
  const counts = countsIn(parseJson(response, "json"));
  const [errors = 0, ...before] = windowsOf(counts);
  const usual = median(before);
  return { route, errors, median: usual, spike: isSpike(errors, usual) };
}

/** `data: [[seconds, [{ count }]], …]`, oldest first. */
function countsIn(body: unknown): readonly number[] {
  const data = isRecord(body) ? body.data : undefined;
  if (!Array.isArray(data)) throw new CheckError("parse", "Sentry's answer has no data");
  return data.map((bucket) => {
    const counted: unknown = Array.isArray(bucket) && Array.isArray(bucket[1]) ? bucket[1][0] : undefined;
    return isRecord(counted) && typeof counted.count === "number" ? counted.count : 0;
  });
}

/** Sums of so many buckets, the youngest window first; what is left over at the beginning is no whole window. */
function windowsOf(counts: readonly number[]): readonly number[] {
  const windows = Math.floor(counts.length / BUCKETS);
  return Array.from({ length: windows }, (_, index) => {
    const end = counts.length - index * BUCKETS;
    return counts.slice(end - BUCKETS, end).reduce((sum, count) => sum + count, 0);
  });
}
