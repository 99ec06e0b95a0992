import { z } from "zod";
import { defineCheck } from "../src/core/check.ts";
import { CheckError } from "../src/core/check-error.ts";
import { targetName, urlText } from "../src/core/params.ts";
import { ask, parseJson } from "./parts/http-look.ts";
import { refuseStatus } from "./parts/http-status.ts";
import { statusFacts } from "./parts/status-formats.ts";

/**
 * A provider's status page in one of the JSON formats that are common: of statuspage.io (`/api/v2/summary.json`) and of
 * incident.io (`/api/v1/summary`). Facts: `named` (what the page calls itself), `indicator` (none, minor, major, critical,
 * maintenance, or incident where the format has no grades), `description`, `incidents` (open ones), `incident` and `incidentAt`
 * of the youngest, `components` (null where they are not told) and `degraded` (counts), `worst` (names), tables
 * `openIncidents` of name, impact, status, startedAt, url, and `degradedComponents` of name, status. A page that cannot be
 * reached says nothing about our systems. Failures: the network's, `throttled`, `status`, `parse`.
 */
export const statusPage = defineCheck({
  kind: "status-page",
  title: "Status page",
  params: z.strictObject({
    url: urlText.meta({ description: "The page's summary, such as https://discordstatus.com/api/v2/summary.json." }),
  }),
  target: ({ url }) => targetName(url),
  secondhand: true,
  facts: () => [
    "named",
    "indicator",
    "description",
    "incidents",
    "incident",
    "incidentAt",
    "openIncidents",
    "components",
    "degraded",
    "worst",
    "degradedComponents",
  ],
  async run({ params, clients, trace }, signal) {
    const network = { clients, trace };
    const response = await ask(network, { url: params.url, headers: { accept: "application/json" } }, signal);
    refuseStatus(response, [200]);
    const facts = statusFacts(parseJson(response, "json"));
    if (!facts) throw new CheckError("parse", "no status page: it has neither status.indicator nor ongoing_incidents");
    return facts;
  },
});
