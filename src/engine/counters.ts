import type { Clock } from "../core/clock.ts";
import { parseDuration } from "../core/duration.ts";
import type { AlertPlan, CheckPlan, GoalPlan } from "../core/plan.ts";
import type { Reading } from "../core/reading.ts";
import { lengthened, type SeriesLimits } from "../core/series.ts";
import type { Test } from "../core/test.ts";
import type { Sample } from "../core/test-context.ts";
import { windowsOf } from "../core/test-parts.ts";
import { toldFacts } from "../core/told-facts.ts";
import { fileNameOf } from "./file-name.ts";
import { Remembered } from "./remembered.ts";
import type { SampleLog } from "./sample-log.ts";
import { foldSeries, type Series, timeOfSeries, wholeSeries } from "./watched-line.ts";

export interface CountersOptions {
  readonly plans: readonly CheckPlan[];
  readonly alerts: readonly AlertPlan[];
  readonly goals: readonly GoalPlan[];
  readonly clock: Clock;
  /** Divides every window. */
  readonly pace: number;
  readonly log: SampleLog;
  readonly failed: (error: unknown) => void;
}

interface Counted {
  /** Window in ms by name of the counter. */
  readonly windows: ReadonlyMap<string, number>;
  readonly series: Remembered<Series>;
}

/** Past values of the counters whose growth some rule, alert or goal looks at. Numbers only; they survive a restart. */
export class Counters {
  readonly #options: CountersOptions;
  readonly #byCheck = new Map<string, Counted>();

  constructor(options: CountersOptions) {
    this.#options = options;
    for (const plan of options.plans) {
      const windows = windowsFor(plan, options);
      if (windows.size > 0) this.#byCheck.set(plan.id, { windows, series: this.#remember(plan, windows) });
    }
  }

  async restore(): Promise<void> {
    const now = this.#options.clock.now();
    await Promise.all([...this.#byCheck.values()].map(({ series }) => series.restore(now)));
  }

  async settled(): Promise<void> {
    await Promise.all([...this.#byCheck.values()].map(({ series }) => series.settled()));
  }

  /** Keeps what a look saw; a failed one leaves a hole. */
  record(reading: Reading): void {
    const counted = this.#byCheck.get(reading.checkId);
    if (!counted) return;
    const facts = toldFacts(reading);
    const values = Object.fromEntries(
      [...counted.windows.keys()].map((name) => {
        const fact = facts[name];
        return [name, typeof fact === "number" && Number.isFinite(fact) ? fact : null];
      }),
    );
    const { at } = reading;
    const { series } = counted;
    if (lastOf(series.memory) === at) return;
    const plan = this.#planOf(reading.checkId);
    const memory = plan ? this.#taken(plan, counted.windows)(series.memory, at, values) : series.memory;
    series.keep(memory, { at, values }, this.#options.clock.now());
  }

  /** Oldest first; undefined for what no rule needs over time. */
  of(checkId: string, fact: string): readonly Sample[] | undefined {
    const counted = this.#byCheck.get(checkId);
    return counted?.windows.has(fact) ? (counted.series.memory[fact] ?? []) : undefined;
  }

  #planOf(checkId: string): CheckPlan | undefined {
    return this.#options.plans.find(({ id }) => id === checkId);
  }

  #remember(plan: CheckPlan, windows: Counted["windows"]): Remembered<Series> {
    const { log, pace, failed } = this.#options;
    const take = this.#taken(plan, windows);
    return new Remembered<Series>({
      name: fileNameOf(plan.id, [plan.target, plan.pick ?? null, pace]),
      log,
      empty: {},
      fold: (series, line) => foldSeries(series, line, take),
      whole: wholeSeries,
      timeOf: timeOfSeries,
      failed,
    });
  }

  #taken(plan: CheckPlan, windows: Counted["windows"]) {
    return (series: Series, at: number, values: Readonly<Record<string, number | null>>): Series => {
      const next = [...windows].map(([name, windowMs]) => {
        const limits: SeriesLimits = { windowMs: windowMs / this.#options.pace, gapMs: plan.staleAfterMs };
        return [name, lengthened(series[name] ?? [], { at, value: values[name] ?? null }, limits)];
      });
      return Object.fromEntries(next);
    };
  }
}

function lastOf(series: Series): number | undefined {
  return Object.values(series)[0]?.at(-1)?.at;
}

/** The counters of a check that its rules, its growth, its alerts and its goals look back at. */
function windowsFor(plan: CheckPlan, { alerts, goals }: CountersOptions): ReadonlyMap<string, number> {
  const ofGoals = goals.flatMap((goal): Test[] => {
    const when = goal.kind === "slo" || goal.by === "looks" ? goal.when : undefined;
    return goal.checkId === plan.id && when !== undefined ? [when] : [];
  });
  const ofAlerts = alerts.filter(({ checkId }) => checkId === plan.id).map(({ when }) => when);
  const windows = new Map(windowsOf([...plan.judge.map(({ when }) => when), ...ofAlerts, ...ofGoals]));
  const growthMs = parseDuration(plan.growth?.over ?? "") ?? 0;
  for (const fact of Object.values(plan.growth?.of ?? {}))
    windows.set(fact, Math.max(windows.get(fact) ?? 0, growthMs));
  return windows;
}
