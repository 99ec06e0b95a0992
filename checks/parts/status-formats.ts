import { tableOf } from "../../src/core/facts.ts";
import type { Facts } from "../../src/core/reading.ts";
import { isRecord, recordsIn } from "./record.ts";

/** What statuspage.io calls an incident that is over. */
const OVER = ["resolved", "postmortem", "completed"];
const NAMES = 5;

type Answered = Readonly<Record<string, unknown>>;

/** What a status page says, whatever its format: see checks/status-page.ts. Undefined for what is none. */
export function statusFacts(page: unknown): Facts | undefined {
  if (!isRecord(page)) return undefined;
  if (isRecord(page.status) && typeof page.status.indicator === "string") return ofStatuspage(page, page.status);
  if (Array.isArray(page.ongoing_incidents) || Array.isArray(page.subpages)) return ofIncidentIo(page);
  return undefined;
}

/** statuspage.io, `/api/v2/summary.json`: Upstash, Vercel, Supabase, Discord, Cloudflare and many others. */
function ofStatuspage(page: Answered, status: Answered): Facts {
  const open = recordsIn(page.incidents).filter((incident) => !OVER.includes(String(incident.status)));
  const components = recordsIn(page.components).filter(({ group }) => group !== true);
  const degraded = components.filter((component) => component.status !== "operational");
  return {
    named: isRecord(page.page) ? textOf(page.page.name) : null,
    indicator: textOf(status.indicator),
    description: textOf(status.description),
    ...incidentFacts(open),
    components: components.length,
    degraded: degraded.length,
    worst: degraded.length === 0 ? null : namesOf(degraded),
    degradedComponents: tableOf(degraded.map(({ name, status: state }) => ({ name, status: state }))),
  };
}

/** incident.io, `/api/v1/summary`: Neon, with a page a region below it. It has no indicator of its own. */
function ofIncidentIo(page: Answered): Facts {
  const pages = [page, ...recordsIn(page.subpages).map(({ summary, ...own }) => (isRecord(summary) ? summary : own))];
  const open = pages.flatMap(({ ongoing_incidents }) => recordsIn(ongoing_incidents));
  const maintained = pages.flatMap(({ in_progress_maintenances }) => recordsIn(in_progress_maintenances));
  const indicator = open.length > 0 ? "incident" : maintained.length > 0 ? "maintenance" : "none";
  const affected = open.flatMap(({ affected_components }) => recordsIn(affected_components));
  return {
    named: textOf(page.page_title),
    indicator,
    description: maintained.length > 0 ? `maintenance: ${namesOf(maintained)}` : null,
    ...incidentFacts(open),
    components: null,
    degraded: affected.length,
    worst: affected.length === 0 ? null : namesOf(affected),
    degradedComponents: tableOf(affected.map(({ name, current_status }) => ({ name, status: current_status }))),
  };
}

function incidentFacts(open: readonly Answered[]): Facts {
  const rows = open.map((incident) => ({
    name: incident.name,
    impact: incident.impact ?? incident.current_worst_impact,
    status: incident.status,
    startedAt: incident.started_at ?? incident.created_at ?? incident.last_update_at,
    url: incident.shortlink ?? incident.url,
  }));
  return {
    incidents: rows.length,
    incident: textOf(rows[0]?.name),
    incidentAt: textOf(rows[0]?.startedAt),
    openIncidents: tableOf(rows),
  };
}

function namesOf(records: readonly Answered[]): string {
  return records
    .slice(0, NAMES)
    .map(({ name }) => String(name))
    .join(", ");
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
