import { type RestServer, startRestServer } from "./rest-server.ts";

export interface StatusPages extends RestServer {
  /** The address of a provider's summary. */
  summaryOf(provider: string): string;
  /** What a page reports; undefined: nothing is wrong. */
  report(provider: string, incident: string | undefined): void;
}

/** Status pages of providers, in the JSON format of statuspage.io, and Neon's in that of incident.io. */
export async function startStatusPages(providers: readonly string[]): Promise<StatusPages> {
  const incidents = new Map<string, Incident>();
  const server = await startRestServer(({ method, path }) => {
    const provider = providers.find((one) => path === pathOf(one));
    if (method !== "GET" || provider === undefined) return { status: 404, body: { error: "not found" } };
    const summary = provider === BY_INCIDENT_IO ? incidentIo : statuspage;
    return { status: 200, body: summary(provider, incidents.get(provider)) };
  });
  return {
    ...server,
    summaryOf: (provider) => `${server.url}${pathOf(provider)}`,
    report: (provider, incident) => {
      if (incident === undefined) incidents.delete(provider);
      else incidents.set(provider, { name: incident, since: new Date().toISOString() });
    },
  };
}

const BY_INCIDENT_IO = "neon";

function pathOf(provider: string): string {
  return `/${provider}${provider === BY_INCIDENT_IO ? "/api/v1/summary" : "/api/v2/summary.json"}`;
}

interface Incident {
  readonly name: string;
  readonly since: string;
}

function titleOf(provider: string): string {
  return provider.charAt(0).toUpperCase() + provider.slice(1);
}

function incidentIo(provider: string, incident: Incident | undefined) {
  const own = incident && {
    id: "lab",
    name: incident.name,
    status: "investigating",
    url: `https://${provider}.example/incidents/lab`,
    last_update_at: incident.since,
    current_worst_impact: "partial_outage",
    affected_components: [{ id: "db", name: "Database Connectivity", current_status: "partial_outage" }],
  };
  return {
    page_title: titleOf(provider),
    page_url: `https://${provider}.example`,
    ongoing_incidents: own ? [own] : [],
    in_progress_maintenances: [],
    scheduled_maintenances: [],
  };
}

function statuspage(provider: string, incident: Incident | undefined) {
  const name = titleOf(provider);
  return {
    page: { id: provider, name, url: `https://${provider}.example`, updated_at: new Date().toISOString() },
    components: [
      { id: "api", name: "API", status: incident ? "major_outage" : "operational", group: false },
      { id: "dashboard", name: "Dashboard", status: "operational", group: false },
    ],
    incidents: incident
      ? [
          {
            id: "lab",
            name: incident.name,
            status: "investigating",
            impact: "major",
            started_at: incident.since,
            created_at: incident.since,
            shortlink: `https://${provider}.example/incidents/lab`,
          },
        ]
      : [],
    scheduled_maintenances: [],
    status: incident
      ? { indicator: "major", description: "Partial System Outage" }
      : { indicator: "none", description: "All Systems Operational" },
  };
}
