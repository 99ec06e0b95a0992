import { clockDuration, shortDuration } from "./duration.ts";
import { type Hold, type HoldLimits, type HoldSample, held } from "./hold.ts";
import type { GoalPlan, HoldGoalPlan, SloPlan, TickGoalPlan } from "./plan.ts";
import { plural } from "./plural.ts";
import { counted, type Standing, standing, type Tally } from "./tally.ts";

/** A person's word that something is so. */
export interface Tick {
  /** ms since 1970. */
  readonly at: number;
  readonly by: string;
}

/** What is remembered of an alert or a goal. Numbers and booleans only, but for the name of who ticked. */
export interface Memory {
  readonly hold?: Hold;
  readonly tally?: Tally;
  /** null: it was ticked and taken back. */
  readonly tick?: Tick | null;
}

/** How long a tick stands, before pace: a long shift. */
export const TICK_MS = 12 * 3_600_000;

/** How far a goal is. */
export interface GoalStanding {
  /** null: cannot be told yet. */
  readonly met: boolean | null;
  /** Such as `held 3:20 of 5:00`. */
  readonly progress: string;
  readonly slo?: Standing;
}

/** Told at `now`: what was seen too long ago, or ticked more than `keepMs` ago, counts no more. `slo`: objectives only. */
export function goalStanding(plan: GoalPlan, memory: Memory, now: number): GoalStanding {
  if (plan.kind === "slo") return sloStanding(plan, memory, now);
  return plan.by === "operator" ? tickStanding(plan, memory, now) : holdStanding(plan, memory, now);
}

/** The hold of an objective tells since when probes have been good or bad; nothing is wanted of it. */
const ANY_HOLD: HoldLimits = { forMs: Infinity, samples: 1, gapMs: Infinity };

/** The memory after one more sample; the same memory when it was the same look. */
export function remembered(plan: GoalPlan, memory: Memory, sample: HoldSample): Memory {
  if (plan.kind !== "slo" && plan.by === "operator") return memory;
  const hold = held(memory.hold, sample, plan.kind === "slo" ? ANY_HOLD : plan);
  if (hold === memory.hold) return memory;
  return plan.kind === "slo"
    ? { ...memory, hold, tally: counted(memory.tally ?? [], sample, plan.overMs) }
    : { ...memory, hold };
}

function tickStanding({ keepMs = Infinity }: TickGoalPlan, { tick }: Memory, now: number): GoalStanding {
  if (!tick) return { met: false, progress: "open: a person ticks it" };
  const age = now - tick.at;
  if (age > keepMs) return { met: false, progress: `open again: ${tick.by} ticked it ${shortDuration(age)} ago` };
  return { met: true, progress: `ticked by ${tick.by}` };
}

function holdStanding(plan: HoldGoalPlan, { hold }: Memory, now: number): GoalStanding {
  if (!hold) return { met: null, progress: "not seen yet" };
  if (now - hold.at > plan.gapMs)
    return { met: null, progress: `not seen for ${clockDuration(now - hold.at)}, starts anew` };
  if (hold.truth === null) return { met: null, progress: "cannot be told now, starts anew" };
  if (!hold.truth) return { met: false, progress: "not yet" };
  const time = hold.at - hold.since;
  const met = time >= plan.forMs && hold.samples >= plan.samples;
  if (met) return { met, progress: plan.forMs > 0 ? `held ${clockDuration(time)}` : "holds" };
  return { met, progress: `held ${clockDuration(time)} of ${clockDuration(plan.forMs)}` };
}

function sloStanding(plan: SloPlan, { tally = [] }: Memory, now: number): GoalStanding {
  const slo = standing(tally, plan, now);
  const { good, bad, unknown, met, burned, covered } = slo;
  const known = good + bad;
  if (known === 0)
    return { met, slo, progress: unknown === 0 ? "no probe yet" : `${plural(unknown, "probe")}, none could be told` };
  const parts = [
    `${percent(good / known)} of ${known} good, target ${percent(plan.target)}`,
    Number.isFinite(burned) ? `budget ${Math.round(burned * 100)} % burned` : "no budget, and it is burned",
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
    ...(met === null ? [`window ${Math.floor(covered * 100)} % covered`] : []),
  ];
  return { met, slo, progress: parts.join(", ") };
}

/** Rounded down, so that 99.99 never reads as 100. */
function percent(part: number): string {
  return `${Math.floor(part * 100_000 + 1e-6) / 1000} %`;
}
