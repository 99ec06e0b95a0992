import { type AppAnswer, type AppContext, type AppRequest, variable } from "./app-context.ts";
import { buildHeaders } from "./build-headers.ts";
import { refuseCron } from "./cron-auth.ts";
import { countTraffic } from "./watchtower-counts.ts";
import { judge, type WatchtowerBody } from "./watchtower-verdict.ts";

const BILLING_METRICS = [
  "billing_ingest_allowed_total",
  "billing_ingest_duplicate_total",
  "billing_ingest_rejected_quota_total",
  "billing_ingest_rate_limited_total",
  "billing_ingest_overage_total",
  "billing_ingest_degraded_total",
  "billing_reconciliation_runs_ok_total",
  "billing_reconciliation_runs_failed_total",
  "billing_reconciliation_drift_sites_last1h",
];

/** GET /api/cron/watchtower. 200 even when critical, and not read-only: it pages while something is wrong. */
export async function getWatchtower(context: AppContext, request: AppRequest): Promise<AppAnswer> {
  const refused = refuseCron(context, request);
  if (refused) return refused;
  const { era } = context.config;
  const verdict = judge(era, await countTraffic(context));
  writeLog(context, request, verdict);
  await notify(context, verdict);
  const details = { timestamp: new Date().toISOString(), environment: "production" };
  if (era === "A") return { status: 200, body: { ...verdict, details } };
  const failures = verdict.checks.ingestPublishFailuresLast15m?.count ?? -1;
  const head = {
    ok: verdict.status === "ok" || verdict.status === "degraded",
    code: `WATCHTOWER_${verdict.status.toUpperCase()}`,
    status: verdict.status,
    severity: verdict.status,
    failure_count: failures,
    checks: verdict.checks,
    details,
  };
  return { status: 200, headers: buildHeaders(context), body: era === "H" ? { ...head, ...extrasAtH() } : head };
}

function extrasAtH() {
  return {
    oci_maintenance_partial_silent: false,
    billing_metrics: Object.fromEntries(BILLING_METRICS.map((name) => [name, 0])),
  };
}

/** The message WATCHTOWER_OK is written on every run, whatever its status: so does the real one. */
function writeLog(context: AppContext, request: AppRequest, { status, checks }: WatchtowerBody): void {
  const count = (name: string) => checks[name]?.count;
  const failures = count("ingestPublishFailuresLast15m");
  if (failures !== undefined && failures !== 0) {
    const code = failures < 0 ? "INGEST_CHECK_UNKNOWN" : "INGEST_PUBLISH_FAILURE";
    context.log.warn("INGEST_PIPELINE_DEGRADED", { code, failure_count: failures, request_id: request.requestId });
  }
  context.log.info("WATCHTOWER_OK", {
    sessionsLastHour: count("sessionsLastHour"),
    gclidLast3Hours: count("gclidLast3Hours"),
    ingestPublishFailuresLast15m: failures,
    status,
  });
}

/** To the chat room: A and B on alarm only (critical did not page), H on anything but ok. */
async function notify(context: AppContext, { status, checks }: WatchtowerBody): Promise<void> {
  const pages = context.config.era === "H" ? status !== "ok" : status === "alarm";
  if (!pages) return;
  await fetch(variable(context, "TELEGRAM_URL"), {
    method: "POST",
    body: `watchtower ${status}: ${JSON.stringify(checks)}`,
    signal: AbortSignal.timeout(5_000),
  }).catch(() => undefined);
}
