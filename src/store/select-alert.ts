import { type AlertState, alertState, heldMs } from "../core/alert.ts";
import { clockDuration, shortDuration } from "../core/duration.ts";
import type { Hold } from "../core/hold.ts";
import type { AlertPlan } from "../core/plan.ts";
import type { Test } from "../core/test.ts";
import { seenWords } from "./seen-words.ts";
import { lookAt, type Status } from "./select-look.ts";
import { isBad, type RowOptions, type RowView, steppedAge } from "./select-row.ts";
import { splitSentence } from "./sentences.ts";
import type { AlertRecord, CockpitState } from "./state.ts";

/** An alert as it stands now. */
export interface AlertLook {
  readonly state: AlertState;
  readonly status: Status;
  /** Of an on-demand check that nobody looked at: no news. */
  readonly onDemand: boolean;
}

type Shown = Pick<CockpitState, "now" | "checks">;

/** Firing has the plan's verdict, pending is a warning. Insufficient is unread, stale or unknown, never ok. */
export function alertLook(state: Shown, { plan, hold }: AlertRecord): AlertLook {
  const stands = alertState(hold, plan, state.now);
  const check = state.checks[plan.checkId];
  const onDemand = check?.plan.mode === "on-demand";
  if (stands === "firing") return { state: stands, status: plan.verdict, onDemand };
  if (stands === "pending") return { state: stands, status: "warn", onDemand };
  if (stands !== "insufficient") return { state: stands, status: "ok", onDemand };
  const unread = check === undefined || lookAt(state, check).status === "unread";
  const old = hold !== undefined && state.now - hold.at > plan.gapMs;
  return { state: stands, status: unread ? "unread" : old ? "stale" : "unknown", onDemand };
}

/** As of `state.now`: of a frozen screen it wants the shown state. */
export function selectAlertRow(state: CockpitState, alert: AlertRecord, options: RowOptions): RowView {
  const { plan, hold } = alert;
  const look = alertLook(state, alert);
  const showAge = hold !== undefined && (options.selected || options.ages || look.status === "stale");
  return {
    id: plan.id,
    tag: options.tag ? plan.tag : "",
    title: plan.title,
    status: look.status,
    was: look.status === "stale" && hold?.truth === true ? plan.verdict : undefined,
    value: undefined,
    words: alertWords(state, alert),
    hint: isBad(look.status) ? alertHint(state, alert, look.state) : undefined,
    spark: [],
    threshold: undefined,
    age: showAge ? steppedAge(Math.max(0, state.now - hold.at)) : "",
    echo: false,
  };
}

/** What is so, in the words of a row: `0.31 > 0.25, 3:20 of 5:00`. */
function alertWords(state: Shown, alert: AlertRecord): string {
  const { plan, hold, short } = alert;
  const look = alertLook(state, alert);
  const seen = seenWords(alert);
  if (!hold || look.status === "unread") return "not read yet";
  if (look.status === "stale") return `stale, not seen for ${shortDuration(state.now - hold.at)}`;
  switch (look.state) {
    case "firing":
      return `${short ?? seen}, for ${clockDuration(heldMs(hold))}`;
    case "pending":
      return `${short ?? seen}, ${progressOf(hold, plan)}`;
    case "resolved":
      return `${seen}, resolved ${agoOf(state.now - (hold.resolvedAt ?? hold.at))}`;
    case "inactive":
      return seen;
    case "insufficient":
      return hold.truth === null ? seen : `${seen}, ${progressOf(hold, plan)}, not known before`;
  }
}

function agoOf(ms: number): string {
  const age = steppedAge(ms);
  return age === "now" ? "just now" : `${age} ago`;
}

/** `3:20 of 5:00`; once the time is full and samples are missing, `2 of 3 samples`. */
export function progressOf(hold: Hold, plan: AlertPlan): string {
  const ms = heldMs(hold);
  if (ms >= plan.forMs && hold.samples < plan.samples) return `${hold.samples} of ${plan.samples} samples`;
  return `${clockDuration(ms)} of ${clockDuration(plan.forMs)}`;
}

function alertHint({ now }: Shown, { plan, hold, say }: AlertRecord, state: AlertState): string | undefined {
  if (!hold) return undefined;
  if (state === "firing") return splitSentence(say).rest || undefined;
  const left = Math.max(0, plan.forMs - heldMs(hold));
  if (state === "pending") return `fires in ${clockDuration(left)} unless it ${endOf(plan.when)}`;
  const lost = shortDuration(now - (hold.lostAt ?? hold.at));
  return hold.truth === null
    ? `cannot be told for ${lost}`
    : `fires in ${clockDuration(left)} unless it ${endOf(plan.when)}`;
}

/** What would end it. */
function endOf(test: Test): "falls" | "rises" | "ends" {
  if ("gt" in test || "gte" in test) return "falls";
  return "lt" in test || "lte" in test ? "rises" : "ends";
}

/** One sentence or two for a report and for the detail: what is so, and what comes of it. */
export function alertSummary(state: Shown, alert: AlertRecord): string {
  const { state: stands } = alertLook(state, alert);
  if (stands === "firing" && alert.say !== "") return alert.say;
  const hint = alertHint(state, alert, stands);
  const next = stands === "pending" || stands === "insufficient" ? hint : undefined;
  return next === undefined ? alertWords(state, alert) : `${alertWords(state, alert)}; ${next}`;
}

/** How many alerts stand how: `alerts 5 firing 2 holding`. */
export function alertCounts(state: Pick<CockpitState, "now" | "checks" | "alerts">): {
  readonly firing: number;
  readonly holding: number;
} {
  const stands = Object.values(state.alerts).map((alert) => alertLook(state, alert).state);
  const count = (wanted: AlertState): number => stands.filter((one) => one === wanted).length;
  return { firing: count("firing"), holding: count("pending") };
}
