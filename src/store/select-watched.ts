import { heldMs } from "../core/alert.ts";
import { describeTest } from "../core/describe-test.ts";
import { clockDuration, exactDuration } from "../core/duration.ts";
import type { Hold } from "../core/hold.ts";
import type { Verdict } from "../core/reading.ts";
import { own } from "./own.ts";
import { alertLook, alertSummary, progressOf } from "./select-alert.ts";
import { goalLook, goalTest, isTicked } from "./select-goal.ts";
import { type Status, shownState } from "./select-look.ts";
import type { AlertRecord, CockpitState, GoalRecord } from "./state.ts";

/** Everything the detail of an alert or a goal draws. */
export interface WatchedView {
  readonly id: string;
  readonly kind: "alert" | "goal";
  readonly system: string;
  readonly title: string;
  readonly status: Status;
  readonly was: Verdict | undefined;
  /** Where it stands, for the title: `firing for 6:12`, `holding 3:20 of 5:00`, `not yet`. */
  readonly stands: string;
  readonly summary: string;
  /** The test in words, and with the values of the last sample. */
  readonly test: string;
  readonly seen: string;
  /** Time held and time wanted, in ms; absent where nothing is held. */
  readonly hold: { readonly heldMs: number; readonly forMs: number } | undefined;
  /** Label and text, in order. */
  readonly facts: readonly (readonly [string, string])[];
  /** Label and wall clock in ms, in order. */
  readonly times: readonly (readonly [string, number])[];
  /** The check whose facts it is about; its detail has the history. */
  readonly checkId: string | undefined;
  /** Of a goal that a person ticks: whether it is. */
  readonly ticked: boolean | undefined;
  readonly place: string;
  readonly now: number;
}

/** Undefined: neither an alert nor a goal. While frozen, as it was then. */
export function selectWatched(state: CockpitState, id: string): WatchedView | undefined {
  const shown = shownState(state);
  const alert = own(shown.alerts, id);
  if (alert) return alertView(shown, alert);
  const goal = own(shown.goals, id);
  return goal && goalView(shown, goal);
}

/** Alerts and goals about what a check sees, in the order of the configuration. */
export function watchersOf(state: CockpitState, checkId: string): readonly WatchedView[] {
  return [...Object.values(state.alerts), ...Object.values(state.goals)]
    .filter(({ plan }) => plan.checkId === checkId)
    .flatMap(({ plan }) => selectWatched(state, plan.id) ?? []);
}

function alertView(state: CockpitState, alert: AlertRecord): WatchedView {
  const { plan, hold, seen } = alert;
  const look = alertLook(state, alert);
  const held = hold?.truth === true ? { heldMs: heldMs(hold), forMs: plan.forMs } : undefined;
  return {
    ...headOf(state, alert),
    kind: "alert",
    ticked: undefined,
    status: look.status,
    stands: standsOf(look.state, alert),
    summary: alertSummary(state, alert),
    test: `${describeTest(plan.when)} for ${exactDuration(plan.forMs)}`,
    seen,
    hold: held,
    facts: [
      ["Fires as", plan.verdict],
      ["Samples", `${hold?.samples ?? 0} in a row${plan.samples > 1 ? `, ${plan.samples} wanted` : ""}`],
      ["Gap", `more than ${exactDuration(plan.gapMs)} without a sample starts anew`],
      ["Kept", "on disk: survives a restart"],
    ],
    times: hold === undefined ? [] : timesOf(hold),
    checkId: plan.checkId,
  };
}

function standsOf(state: string, { plan, hold }: AlertRecord): string {
  if (hold?.truth !== true) return state;
  if (state === "firing") return `firing for ${clockDuration(heldMs(hold))}`;
  return `${state === "pending" ? "holding" : "insufficient, holding anew"} ${progressOf(hold, plan)}`;
}

function timesOf(hold: Hold): readonly (readonly [string, number])[] {
  const { truth, since, at, lostAt, firedAt, resolvedAt } = hold;
  const says = truth === null ? "Cannot be told since" : truth ? "Holds since" : "Does not hold since";
  const times: readonly (readonly [string, number | null])[] = [
    [says, since],
    // What holds since then was not known before: that it holds since then says it.
    ["Not known since", truth === true && lostAt === since ? null : lostAt],
    ["Fired", firedAt],
    ["Resolved", resolvedAt],
    ["Last sample", at],
  ];
  return times.flatMap(([label, time]) => (time === null ? [] : [[label, time] as const]));
}

function goalView(state: CockpitState, goal: GoalRecord): WatchedView {
  const { plan, memory, seen } = goal;
  const look = goalLook(state, goal);
  const { hold, tick } = memory;
  const wanted = plan.kind !== "slo" && plan.by === "looks" ? plan.forMs : 0;
  return {
    ...headOf(state, goal),
    kind: "goal",
    ticked: isTicked(goal, state.now),
    status: look.status,
    stands: look.met === null ? "not known" : look.met ? "met" : plan.kind === "slo" ? "missed" : "not yet",
    summary: look.progress,
    test: goalTest(goal),
    seen,
    hold: hold?.truth === true ? { heldMs: heldMs(hold), forMs: wanted } : undefined,
    facts: goalFacts(goal, look),
    times: [...(hold ? timesOf(hold) : []), ...(tick ? [["Ticked", tick.at] as const] : [])],
    checkId: plan.checkId,
  };
}

function goalFacts({ plan }: GoalRecord, { slo }: ReturnType<typeof goalLook>): WatchedView["facts"] {
  if (plan.kind !== "slo") return [["List", plan.kind === "exit" ? "exit criteria" : "acceptance"]];
  if (!slo) return [];
  const burned = Number.isFinite(slo.burned) ? `${Math.round(slo.burned * 100)} %` : "all of it, there is none";
  return [
    ["Target", `${plan.target * 100} % good over ${exactDuration(plan.overMs)}`],
    ["Probes", `${slo.good} good, ${slo.bad} bad, ${slo.unknown} unknown`],
    ["Window", `${Math.floor(slo.covered * 100)} % covered`],
    ["Budget", `${burned} burned`],
  ];
}

function headOf(state: CockpitState, { plan }: AlertRecord | GoalRecord) {
  const system = state.systems.find(({ id }) => id === plan.system)?.title ?? plan.system;
  const place = `${plan.place.file}:${plan.place.line}`;
  return { id: plan.id, system, title: plan.title, was: undefined, place, now: state.now };
}
