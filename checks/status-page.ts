import { z } from "zod";
import { defineCheck } from "../src/core/check.ts";
import { CheckError } from "../src/core/check-error.ts";
import { tableOf } from "../src/core/facts.ts";
import { targetName, urlText } from "../src/core/params.ts";
import { ask, parseJson } from "./parts/http-look.ts";
import { refuseStatus } from "./parts/http-status.ts";
import { isRecord } from "./parts/record.ts";
import { recordsIn } from "./parts/vercel-api.ts";

/** What statuspage.io calls an incident that is over. */
const OVER = ["resolved", "postmortem", "completed"];

/**
 * A provider's status page in the JSON format of statuspage.io (`/api/v2/summary.json`), which others give, too. Facts:
 * `indicator` (none, minor, major, critical, maintenance), `description`, `incidents` (open ones), `incident` and
 * `incidentAt` of the youngest, `components` and `degraded` (counts), `worst` (names), tables `openIncidents` of name, impact,
 * status, startedAt, url, and `degradedComponents` of name, status. `named` is what the page calls itself. A page that cannot
 * be reached says nothing about our systems. Failures: the network's, `throttled`, `status`, `parse`.
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
    "components",
    "degraded",
    "worst",
    "openIncidents",
    "degradedComponents",
  ],
  async run({ params, clients, trace }, signal) {
    const response = await ask(
      { clients, trace },
      { url: params.url, headers: { accept: "application/json" } },
      signal,
    );
    refuseStatus(response, [200]);
    const page = parseJson(response, "json");
    const status = isRecord(page) ? page.status : undefined;
    if (!isRecord(page) || !isRecord(status) || typeof status.indicator !== "string")
      throw new CheckError("parse", "no status page: it has no status.indicator");
    const open = recordsIn(page.incidents).filter((incident) => !OVER.includes(String(incident.status)));
    const components = recordsIn(page.components).filter(({ group }) => group !== true);
    const degraded = components.filter((component) => component.status !== "operational");
    return {
      named: isRecord(page.page) ? String(page.page.name ?? "") : null,
      indicator: status.indicator,
      description: typeof status.description === "string" ? status.description : null,
      incidents: open.length,
      incident: open.length === 0 ? null : String(open[0]?.name ?? ""),
      incidentAt: open.length === 0 ? null : String(open[0]?.started_at ?? open[0]?.created_at ?? ""),
      components: components.length,
      degraded: degraded.length,
      worst:
        degraded.length === 0
          ? null
          : degraded
              .slice(0, 5)
              .map(({ name }) => String(name))
              .join(", "),
      openIncidents: tableOf(
        open.map(({ name, impact, status: state, started_at, created_at, shortlink }) => ({
          name,
          impact,
          status: state,
          startedAt: started_at ?? created_at,
          url: shortlink,
        })),
      ),
      degradedComponents: tableOf(degraded.map(({ name, status: state }) => ({ name, status: state }))),
    };
  },
});
