import type { CheckPlan } from "../core/plan.ts";
import { type Reading, VERDICTS, type Verdict } from "../core/reading.ts";
import type { CockpitState } from "../store/state.ts";
import { EXIT } from "./context.ts";
import { dutyJson } from "./duty-json.ts";
import { watchedReport, watchedTable } from "./watched-report.ts";

/** The shape of `check --json`, version 1. Fields may be added, never renamed. */
export function checkReport(state: CockpitState, plans: readonly CheckPlan[], now: number) {
  const readings = plans.map((plan) => readingOf(plan, state.checks[plan.id]?.history.at(-1)));
  const { alerts, goals } = watchedReport(state, plans, now);
  const firing = alerts.flatMap((alert) => (alert.state === "firing" ? [alert.verdict] : []));
  return {
    version: 1,
    at: new Date(now).toISOString(),
    environment: state.environment.name,
    verdict: worst([...readings.map((reading) => reading.verdict), ...firing]),
    readings,
    alerts,
    goals,
    duties: state.duties.map(dutyJson),
  };
}

export type CheckReport = ReturnType<typeof checkReport>;

/** 3 over 1 over 4 over 0. */
export function exitOf(report: CheckReport): number {
  if (report.duties.length > 0) return EXIT.duty;
  if (report.verdict === "fail" || report.verdict === "warn") return EXIT.bad;
  return report.verdict === "ok" ? EXIT.ok : EXIT.unknown;
}

/** The worst of some verdicts; nothing seen is unknown. */
function worst(verdicts: readonly Verdict[]): Verdict {
  return VERDICTS.find((verdict) => verdicts.includes(verdict)) ?? "unknown";
}

function readingOf(plan: CheckPlan, reading: Reading | undefined) {
  const base = {
    check: plan.id,
    system: plan.system,
    kind: plan.kind.kind,
    title: plan.title,
    panels: plan.panels,
    mode: plan.mode,
  };
  if (!reading) {
    const failure = { kind: "aborted", message: "not looked at" };
    return {
      ...base,
      verdict: "unknown" as const,
      summary: "not looked at",
      facts: null,
      failure,
      at: null,
      tookMs: 0,
    };
  }
  return {
    ...base,
    verdict: reading.verdict,
    summary: reading.summary,
    facts: reading.outcome === "observed" ? reading.facts : null,
    failure: reading.outcome === "failed" ? reading.failure : null,
    at: new Date(reading.at).toISOString(),
    tookMs: reading.tookMs,
  };
}

const GLYPH: Readonly<Record<Verdict, string>> = { ok: "●", warn: "▲", fail: "✘", unknown: "?" };

/** The same for people: a line a check, worst first, words last so that they may wrap. */
export function checkTable(report: CheckReport): string {
  const width = Math.max(0, ...report.readings.map((reading) => reading.check.length));
  const lines = report.readings
    .toSorted((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict))
    .map(({ verdict, check, summary }) => `${GLYPH[verdict]} ${verdict.padEnd(7)} ${check.padEnd(width)}  ${summary}`);
  const count = (verdict: Verdict): number => report.readings.filter((reading) => reading.verdict === verdict).length;
  const counts = VERDICTS.map((verdict) => `${count(verdict)} ${verdict}`).join(", ");
  return `${lines.join("\n")}\n${watchedTable(report)}\n${report.environment}: ${report.verdict} (${counts})\n`;
}
