import { own } from "./own.ts";
import { alertLook, selectAlertRow } from "./select-alert.ts";
import { goalLook, selectGoalRow } from "./select-goal.ts";
import { lookAt, type Status } from "./select-look.ts";
import { type RowOptions, type RowView, selectRow } from "./select-row.ts";
import type { AlertRecord, CheckState, CockpitState, GoalRecord } from "./state.ts";

/** A row before it is drawn: a check, an alert or a goal. */
export interface Row {
  /** `system/check`, `system/alert:NAME` or `system/goal:NAME`. */
  readonly id: string;
  readonly kind: "check" | "alert" | "goal";
  readonly plan: {
    readonly system: string;
    readonly tag: string;
    readonly title: string;
    readonly panels: readonly string[];
  };
  readonly status: Status;
  /** Whether it stands in the counts of its panel and of the header. */
  readonly counts: boolean;
  readonly draw: (options: RowOptions) => RowView;
}

/** All rows: by system in the order of the configuration, checks, then alerts, then goals. */
export function allRows(state: CockpitState): readonly Row[] {
  const rows = [
    ...Object.values(state.checks).map((check) => checkRow(state, check)),
    ...Object.values(state.alerts).map((alert) => alertRow(state, alert)),
    ...Object.values(state.goals).map((goal) => goalRow(state, goal)),
  ];
  return [...Map.groupBy(rows, ({ plan }) => plan.system).values()].flat();
}

/** The system and the name of a row, wherever it comes from. */
export function rowPlan(state: CockpitState, id: string): Row["plan"] | undefined {
  return (own(state.checks, id) ?? own(state.alerts, id) ?? own(state.goals, id))?.plan;
}

export function rowById(state: CockpitState, id: string): Row | undefined {
  const check = own(state.checks, id);
  if (check) return checkRow(state, check);
  const alert = own(state.alerts, id);
  if (alert) return alertRow(state, alert);
  const goal = own(state.goals, id);
  return goal && goalRow(state, goal);
}

/** The check that is looked at for a row: itself, or whose facts an alert or a goal is about. */
export function checkBehind(state: CockpitState, id: string): string | undefined {
  if (own(state.checks, id)) return id;
  return own(state.alerts, id)?.plan.checkId ?? own(state.goals, id)?.plan.checkId;
}

function checkRow(state: CockpitState, check: CheckState): Row {
  const { status, onDemand } = lookAt(state, check);
  const draw = (options: RowOptions): RowView => selectRow(state, check, options);
  // What is looked at on demand for a runbook stands in no panel: a count that no row explains helps nobody.
  const counts = isNews(status, onDemand) && !(onDemand && check.plan.panels.length === 0);
  return { id: check.plan.id, kind: "check", plan: check.plan, status, counts, draw };
}

function alertRow(state: CockpitState, alert: AlertRecord): Row {
  const { status, onDemand } = alertLook(state, alert);
  const draw = (options: RowOptions): RowView => selectAlertRow(state, alert, options);
  return { id: alert.plan.id, kind: "alert", plan: alert.plan, status, counts: isNews(status, onDemand), draw };
}

function goalRow(state: CockpitState, goal: GoalRecord): Row {
  const { status, counts } = goalLook(state, goal);
  const draw = (options: RowOptions): RowView => selectGoalRow(state, goal, options);
  return { id: goal.plan.id, kind: "goal", plan: goal.plan, status, counts, draw };
}

/** An on-demand look that nobody took, or that is old, is no news. */
function isNews(status: Status, onDemand: boolean): boolean {
  return !onDemand || !(status === "stale" || status === "unread");
}
