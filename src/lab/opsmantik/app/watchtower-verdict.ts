import type { Era } from "../../system.ts";
import type { Counts } from "./watchtower-counts.ts";

/** More than so many failures in the window are critical; lib/watchtower has it hard-coded in B and H. */
const MANY_FAILURES = 5;

export type Status = "ok" | "degraded" | "alarm" | "critical";

export interface WatchtowerBody {
  readonly status: Status;
  readonly checks: Readonly<Record<string, { readonly status: string; readonly count: number }>>;
}

/** The verdict of the real watchtower, mild faults of it included: at H a dead database is only degraded. */
export function judge(era: Era, counts: Counts): WatchtowerBody {
  const traffic = (count: number) => (count > 0 ? "ok" : era === "H" && count < 0 ? "unknown" : "alarm");
  const sessions = { status: traffic(counts.sessions), count: counts.sessions };
  const gclid = { status: traffic(counts.gclid), count: counts.gclid };
  const checks: Record<string, { status: string; count: number }> = {
    sessionsLastHour: sessions,
    gclidLast3Hours: gclid,
  };
  if (era === "A") return { status: alarms(checks) ? "alarm" : "ok", checks };
  checks.ingestPublishFailuresLast15m = { status: failureStatus(counts.failures), count: counts.failures };
  if (era === "H") {
    const drift = counts.drift === 0 ? "ok" : "degraded";
    checks.billingReconciliationDriftLast1h = { status: drift, count: counts.drift };
  }
  return { status: overall(checks, counts.failures), checks };
}

function failureStatus(count: number): string {
  if (count < 0) return "unknown";
  if (count === 0) return "ok";
  return count > MANY_FAILURES ? "critical" : "degraded";
}

function alarms(checks: WatchtowerBody["checks"]): boolean {
  return Object.values(checks).some((check) => check.status === "alarm");
}

/** Alarm hides degraded, and critical hides alarm. */
function overall(checks: WatchtowerBody["checks"], failures: number): Status {
  if (failures > MANY_FAILURES) return "critical";
  if (alarms(checks)) return "alarm";
  return Object.values(checks).every((check) => check.status === "ok") ? "ok" : "degraded";
}
