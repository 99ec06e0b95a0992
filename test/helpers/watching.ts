import { type AlertState, alertState } from "../../src/core/alert.ts";
import { type GoalStanding, goalStanding, type Memory } from "../../src/core/goal.ts";
import type { AlertPlan, CheckPlan, GoalPlan, HoldGoalPlan, SloPlan, TickGoalPlan } from "../../src/core/plan.ts";
import type { Facts, Reading, Verdict } from "../../src/core/reading.ts";
import { fileSampleLog, type SampleLog } from "../../src/engine/sample-log.ts";
import { type Judged, Watches } from "../../src/engine/watches.ts";
import { FakeClock } from "./fake-clock.ts";
import { planOf } from "./plan.ts";

export const SECOND = 1000;
export const MINUTE = 60_000;

const head = { system: "t", tag: "tt", panels: ["watchtower"], place: { file: "t/system.yaml", line: 9 } };

/** Ratio of two facts above a quarter for five minutes; a gap is more than ninety seconds. */
export function alertOf(over: Partial<AlertPlan> = {}): AlertPlan {
  return {
    ...head,
    id: "t/alert:stale",
    name: "stale",
    title: "stale",
    checkId: "t/c",
    when: { fact: "n", gt: 10 },
    verdict: "fail",
    say: "{n} are stale. Look at the worker.",
    forMs: 5 * MINUTE,
    samples: 1,
    gapMs: 90 * SECOND,
    resolvedMs: 10 * MINUTE,
    ...over,
  };
}

export function holdGoalOf(over: Partial<HoldGoalPlan> = {}): HoldGoalPlan {
  return {
    ...head,
    id: "t/goal:ready",
    name: "ready",
    title: "ready is 200",
    kind: "exit",
    by: "looks",
    when: { fact: "n", eq: 0 },
    checkId: "t/c",
    checkIds: ["t/c"],
    forMs: 2 * MINUTE,
    samples: 1,
    gapMs: 90 * SECOND,
    ...over,
  };
}

export function sloOf(over: Partial<SloPlan> = {}): SloPlan {
  return {
    ...head,
    id: "t/goal:availability",
    name: "availability",
    title: "availability",
    kind: "slo",
    checkId: "t/c",
    target: 0.9,
    overMs: 40 * MINUTE,
    everyMs: MINUTE,
    ...over,
  };
}

export const tickGoal: TickGoalPlan = {
  ...head,
  id: "t/goal:dashboard",
  name: "dashboard",
  title: "dashboard shows sessions",
  kind: "acceptance",
  by: "operator",
};

export interface Watched {
  readonly alerts?: readonly AlertPlan[];
  readonly goals?: readonly GoalPlan[];
  readonly plans?: readonly CheckPlan[];
  readonly pace?: number;
  readonly log?: SampleLog;
}

/** Alerts and goals on a fake clock and a real state directory; a restart is another Watching on the same folder. */
export class Watching {
  static readonly #all: Watching[] = [];
  readonly clock: FakeClock;
  readonly judged: Judged[] = [];
  readonly unkept: unknown[] = [];
  readonly watches: Watches;
  readonly #folder: string;
  readonly #watched: Watched;
  readonly #verdicts = new Map<string, Verdict>();
  #memories: Readonly<Record<string, Memory>> = {};
  #seq = 0;

  constructor(folder: string, watched: Watched, clock = new FakeClock()) {
    Watching.#all.push(this);
    this.#folder = folder;
    this.#watched = watched;
    this.clock = clock;
    const keep = (judged: Judged): void => {
      this.judged.push(judged);
      this.#memories = { ...this.#memories, [judged.id]: judged.memory };
    };
    this.watches = new Watches({
      plans: watched.plans ?? [planOf(async () => ({}), { everyMs: 30 * SECOND, staleAfterMs: 90 * SECOND })],
      alerts: watched.alerts ?? [],
      goals: watched.goals ?? [],
      clock,
      pace: watched.pace ?? 1,
      log: watched.log ?? fileSampleLog(folder),
      verdictOf: (id) => this.#verdicts.get(id),
      alertJudged: keep,
      goalJudged: keep,
      unkept: (error) => this.unkept.push(error),
    });
  }

  /** Resolves when nothing is written any more. */
  static async settled(): Promise<void> {
    await Promise.all(Watching.#all.map(({ watches }) => watches.settled()));
  }

  /** The same after a kill -9 and `ms` of nobody looking. What the killed one had written is all there is. */
  async restarted(ms: number, over: Partial<Watched> = {}): Promise<Watching> {
    await this.watches.settled();
    await this.clock.advance(ms);
    const next = new Watching(this.#folder, { ...this.#watched, ...over }, this.clock);
    const restored = await next.watches.restore(() => undefined);
    next.#memories = Object.fromEntries(restored.map(({ id, memory }) => [id, memory]));
    return next;
  }

  /** One look that saw these facts, or none. */
  async look(facts: Facts | string, { id = "t/c", verdict = "ok" as Verdict, at = this.clock.now() } = {}) {
    const base = { checkId: id, seq: ++this.#seq, at, tookMs: 5, summary: "", short: "seen", rule: 0, trace: [] };
    const reading: Reading =
      typeof facts === "string"
        ? { ...base, verdict, outcome: "failed", failure: { kind: "timeout", message: facts } }
        : { ...base, verdict, outcome: "observed", facts };
    this.#verdicts.set(id, verdict);
    this.watches.read(reading);
    await Promise.resolve();
  }

  /** Looks now and then every `everyMs`, until `ms` have passed. `facts` hears the time since the first look. */
  async looks(
    ms: number,
    facts: (ms: number) => Facts | string,
    { everyMs = 20 * SECOND, verdict = "ok" as Verdict } = {},
  ) {
    for (let passed = 0; ; passed += everyMs) {
      await this.look(facts(passed), { verdict });
      if (passed + everyMs > ms) break;
      await this.clock.advance(everyMs);
    }
  }

  alert(plan: AlertPlan = this.#watched.alerts?.[0] ?? alertOf()): AlertState {
    return alertState(this.#memories[plan.id]?.hold, plan, this.clock.now());
  }

  goal(plan: GoalPlan | undefined = this.#watched.goals?.[0]): GoalStanding {
    if (!plan) throw new Error("no goal");
    return goalStanding(plan, this.#memories[plan.id] ?? {}, this.clock.now());
  }

  seen(): string | undefined {
    return this.judged.at(-1)?.seen;
  }
}
