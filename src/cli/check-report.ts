import { shortDuration } from "../core/duration.ts";
import type { CheckPlan } from "../core/plan.ts";
import { VERDICTS, type Verdict } from "../core/reading.ts";
import { lookAt } from "../store/select-look.ts";
import type { CheckState, CockpitState } from "../store/state.ts";
import { EXIT } from "./context.ts";
import { dutyJson } from "./duty-json.ts";
import { watchedReport, watchedTable } from "./watched-report.ts";

/** The shape of `check --json`, version 1. Fields may be added, never renamed. */
export function checkReport(shown: CockpitState, plans: readonly CheckPlan[], now: number) {
  const state = { ...shown, now };
  const readings = plans.map((plan) => readingOf(plan, state.checks[plan.id], state));
  const { alerts, goals } = watchedReport(state, plans, now);
  const firing = alerts.flatMap((alert) => (alert.state === "firing" ? [alert.verdict] : []));
  return {
    version: 1,
    at: new Date(now).toISOString(),
    environment: state.environment.name,
    cutOffSince: state.vantage === undefined ? null : new Date(state.vantage).toISOString(),
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

function readingOf(plan: CheckPlan, check: CheckState | undefined, state: CockpitState) {
  const base = {
    check: plan.id,
    system: plan.system,
    kind: plan.kind.kind,
    title: plan.title,
    panels: plan.panels,
    mode: plan.mode,
  };
  const look = check && lookAt(state, check);
  const reading = look?.reading;
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
  const stale = look.status === "stale";
  const was = `Not seen for ${shortDuration(look.ageMs)}; it was ${reading.verdict}: ${reading.summary}`;
  return {
    ...base,
    verdict: stale ? ("unknown" as const) : reading.verdict,
    summary: stale ? was : reading.summary,
    facts: reading.outcome === "observed" ? reading.facts : null,
    failure: reading.outcome === "failed" ? reading.failure : null,
    at: new Date(reading.at).toISOString(),
    tookMs: reading.tookMs,
  };
}

const GLYPH: Readonly<Record<Verdict, string>> = { ok: "●", warn: "▲", fail: "✘", unknown: "?" };

const CUT_OFF = `${GLYPH.unknown} this machine is cut off: network failures say nothing about the systems\n`;

/**
 * The same for people: a line a check, worst first, words last so that they may wrap. What was seen before `began`, such
 * as what a floor remembers, has its age.
 */
export function checkTable(report: CheckReport, began: number): string {
  const width = Math.max(0, ...report.readings.map((reading) => reading.check.length));
  const lines = report.readings
    .toSorted((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict))
    .map((reading) => {
      const { verdict, check, summary } = reading;
      return `${GLYPH[verdict]} ${verdict.padEnd(7)} ${check.padEnd(width)}  ${summary}${ageOf(reading, report, began)}`;
    });
  const count = (verdict: Verdict): number => report.readings.filter((reading) => reading.verdict === verdict).length;
  const counts = VERDICTS.map((verdict) => `${count(verdict)} ${verdict}`).join(", ");
  const blind = report.cutOffSince === null ? "" : CUT_OFF;
  return `${blind}${lines.join("\n")}\n${watchedTable(report)}\n${report.environment}: ${report.verdict} (${counts})\n`;
}

function ageOf({ at }: CheckReport["readings"][number], report: CheckReport, began: number): string {
  if (at === null || Date.parse(at) >= began) return "";
  return ` (seen ${shortDuration(Date.parse(report.at) - Date.parse(at))} ago)`;
}
