import { describeTest } from "../core/describe-test.ts";
import { evaluate } from "../core/evaluate.ts";
import type { CheckPlan } from "../core/plan.ts";
import type { Reading } from "../core/reading.ts";
import type { LiveExpectation } from "../core/run-view.ts";
import type { Test } from "../core/test.ts";
import { isUnknown, type Truth } from "../core/truth.ts";
import { pause } from "./pause.ts";
import type { RunPorts } from "./ports.ts";

/** What a step or a proof waits for. Times in ms, already divided by the pace. */
export interface Wanted {
  /** `system/check`. */
  readonly check: string;
  readonly when: Test;
  /** Undefined: one look that is young enough decides. */
  readonly withinMs: number | undefined;
  readonly holdMs: number;
  /** At most so many looks; undefined: until the deadline. */
  readonly looks: number | undefined;
  /** Readings from before this moment prove nothing. ms since 1970. */
  readonly since: number;
  /** Since when the deadline counts. */
  readonly begun: number;
  readonly endOf: (step: string) => number | undefined;
}

export type Met = { readonly met: true; readonly reading: Reading } | { readonly met: false; readonly reason: string };

type MeetPorts = Pick<RunPorts, "clock" | "pace" | "looks" | "stop">;

const STEP_MS = 5000;
const LEAST_MS = 250;

/** Looks until the test is met and has held, or until the deadline. What cannot be told is not met. */
export async function meet(wanted: Wanted, ports: MeetPorts, show: (live: LiveExpectation) => void): Promise<Met> {
  const plan = ports.looks.plan(wanted.check);
  if (!plan) return { met: false, reason: `there is no check ${wanted.check} any more` };
  const { clock } = ports;
  const budget = looksOf(plan, wanted);
  const wait = waitMs(plan, ports.pace);
  const deadline = deadlineOf(wanted, plan);
  let live: LiveExpectation = { ...base(wanted), deadline };
  for (let looked = 1; ; looked += 1) {
    show(live);
    const reading = await ports.looks.look(wanted.check);
    const truth = judged(reading, wanted, ports);
    live = after(live, reading, truth);
    show(live);
    if (hasHeld(live, reading)) return { met: true, reading };
    const fresh = reading.at >= wanted.since;
    if (isOver({ fresh, looked, budget, wait, deadline }, wanted, clock.now())) {
      return { met: false, reason: reasonOf(truth, wanted, reading) };
    }
    show({ ...live, nextLookAt: clock.now() + wait });
    await pause(wait, clock, ports.stop);
  }
}

/**
 * What is waited for elsewhere, by a look that was made here: the same judgement, but nobody waits for it here. `before`
 * is what was seen of it until now.
 */
export function seenHere(
  wanted: Wanted,
  reading: Reading | undefined,
  ports: Omit<MeetPorts, "stop"> & { readonly plan: CheckPlan },
  before: LiveExpectation | undefined,
): LiveExpectation {
  const live = before ?? { ...base(wanted), deadline: deadlineOf(wanted, ports.plan) };
  return reading ? after(live, reading, judged(reading, wanted, ports)) : live;
}

function deadlineOf({ begun, withinMs }: Wanted, plan: CheckPlan): number {
  return begun + (withinMs ?? plan.onDemandFloorMs + plan.timeoutMs);
}

function after(live: LiveExpectation, reading: Reading, truth: Truth): LiveExpectation {
  const { heldSince, why: _, ...rest } = live;
  const { at, verdict, summary } = reading;
  return {
    ...rest,
    ...stateOf(truth),
    reading: { at, verdict, summary },
    ...(truth === true && { heldSince: heldSince ?? at }),
  };
}

function hasHeld({ heldSince, holdMs }: LiveExpectation, { at }: Reading): boolean {
  return heldSince !== undefined && at - heldSince >= holdMs;
}

function base({ check, when, holdMs }: Wanted): Omit<LiveExpectation, "deadline"> {
  return { check, wanted: describeTest(when), state: "unknown", holdMs };
}

/** A look that writes is not repeated by itself. */
function looksOf(plan: CheckPlan, { looks }: Wanted): number {
  return looks ?? (plan.effect === "writes" ? 1 : Number.POSITIVE_INFINITY);
}

interface Progress {
  readonly fresh: boolean;
  readonly looked: number;
  readonly budget: number;
  readonly wait: number;
  readonly deadline: number;
}

function isOver(at: Progress, { withinMs }: Wanted, now: number): boolean {
  if (at.looked >= at.budget) return true;
  if (withinMs === undefined && at.fresh) return true;
  return now + at.wait > at.deadline;
}

/** Not oftener than the check may be looked at by hand, and every five seconds at most. */
function waitMs(plan: CheckPlan, pace: number): number {
  return Math.max(plan.onDemandFloorMs, LEAST_MS, Math.min(plan.everyMs, STEP_MS / pace));
}

/** A reading that is too old, or that failed, tells nothing about what is wanted now. */
export function judged(
  reading: Reading,
  wanted: Pick<Wanted, "check" | "when" | "since" | "endOf">,
  ports: Omit<MeetPorts, "stop">,
): Truth {
  if (reading.at < wanted.since) return { unknown: "the last reading is from before this step" };
  const facts = reading.outcome === "observed" ? reading.facts : {};
  const ownVerdict = "verdict" in wanted.when;
  if (reading.outcome === "failed" && !ownVerdict) return { unknown: reading.failure.message };
  const { clock, pace, looks } = ports;
  const system = wanted.check.split("/", 1)[0] ?? "";
  return evaluate(wanted.when, {
    facts,
    now: clock.now(),
    pace,
    samples: (fact) => looks.samples(wanted.check, fact),
    verdictOf: (check) =>
      `${system}/${check}` === wanted.check ? reading.verdict : looks.verdictOf(`${system}/${check}`),
    endOf: wanted.endOf,
  });
}

function stateOf(truth: Truth): Pick<LiveExpectation, "state" | "why"> {
  if (isUnknown(truth)) return { state: "unknown", why: truth.unknown };
  return { state: truth ? "met" : "not-met" };
}

function reasonOf(truth: Truth, { check, when, holdMs }: Wanted, reading: Reading): string {
  const name = check.split("/")[1] ?? check;
  if (isUnknown(truth)) return `${name}: ${describeTest(when)} cannot be told: ${truth.unknown}`;
  if (truth) return `${name}: ${describeTest(when)} did not hold for ${holdMs / 1000}s`;
  return `${name}: not ${describeTest(when)}: ${reading.summary}`;
}
