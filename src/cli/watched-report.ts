import { alertState, heldMs } from "../core/alert.ts";
import { goalStanding } from "../core/goal.ts";
import type { CheckPlan } from "../core/plan.ts";
import { alertSummary } from "../store/select-alert.ts";
import type { AlertRecord, CockpitState, GoalRecord } from "../store/state.ts";

/** The alerts and goals of `check --json` that go by the chosen checks, as they stand at a time. */
export function watchedReport(shown: CockpitState, plans: readonly CheckPlan[], now: number) {
  const state = { ...shown, now };
  const checks = new Set(plans.map(({ id }) => id));
  // What a person ticks goes by no check: it belongs to a system that is looked at as a whole.
  const parts = new Set(Object.values(state.checks).flatMap(({ plan }) => (checks.has(plan.id) ? [] : [plan.system])));
  const systems = new Set(plans.flatMap(({ system }) => (parts.has(system) ? [] : [system])));
  return {
    alerts: Object.values(state.alerts)
      .filter(({ plan }) => checks.has(plan.checkId))
      .map((alert) => alertJson(state, alert)),
    goals: Object.values(state.goals)
      .filter(({ plan }) => goesBy(plan, checks) || (isTicked(plan) && systems.has(plan.system)))
      .map((goal) => goalJson(goal, now)),
  };
}

function alertJson(state: CockpitState, alert: AlertRecord) {
  const { plan, hold } = alert;
  return {
    id: `${plan.system}/${plan.name}`,
    check: plan.checkId,
    title: plan.title,
    state: alertState(hold, plan, state.now),
    verdict: plan.verdict,
    forMs: plan.forMs,
    heldMs: heldMs(hold),
    samples: hold?.truth === true ? hold.samples : 0,
    since: hold === undefined ? null : new Date(hold.since).toISOString(),
    summary: alertSummary(state, alert),
  };
}

function goalJson({ plan, memory }: GoalRecord, now: number) {
  const { met, progress, slo } = goalStanding(plan, memory, now);
  const { kind, title } = plan;
  const ticked = memory.tick ? { by: memory.tick.by, at: new Date(memory.tick.at).toISOString() } : null;
  return {
    id: `${plan.system}/${plan.name}`,
    kind,
    title,
    met,
    progress,
    ...(isTicked(plan) && { ticked }),
    ...(slo && {
      good: slo.good,
      bad: slo.bad,
      unknown: slo.unknown,
      covered: slo.covered,
      burned: finite(slo.burned),
    }),
  };
}

/** Where there is no budget at all, nothing can be said in parts of it. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function isTicked(plan: GoalRecord["plan"]): boolean {
  return plan.kind !== "slo" && plan.by === "operator";
}

function goesBy(plan: GoalRecord["plan"], checks: ReadonlySet<string>): boolean {
  const read = plan.kind !== "slo" && plan.by === "looks" ? plan.checkIds : [plan.checkId ?? ""];
  return read.some((id) => checks.has(id));
}

/** The same for people: a line an alert and a goal under the checks; nothing where there are none. */
export function watchedTable({ alerts, goals }: ReturnType<typeof watchedReport>): string {
  const rows = [
    ...alerts.map(({ id, state, summary }) => [`alert ${state}`, id, summary] as const),
    ...goals.map(({ id, met, title, progress }) => [`goal ${metWords(met)}`, id, `${title}: ${progress}`] as const),
  ];
  const [first, second] = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map(([what, id, words]) => `${what.padEnd(first ?? 0)}  ${id.padEnd(second ?? 0)}  ${words}\n`);
  return lines.length === 0 ? "" : `\n${lines.join("")}`;
}

function metWords(met: boolean | null): string {
  if (met === null) return "not known";
  return met ? "met" : "not met";
}
