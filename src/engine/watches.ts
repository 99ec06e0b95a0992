import type { Clock } from "../core/clock.ts";
import type { Memory } from "../core/goal.ts";
import { fill } from "../core/judge.ts";
import type { AlertPlan, CheckPlan, GoalPlan } from "../core/plan.ts";
import type { Reading, Verdict } from "../core/reading.ts";
import { verdictsOf } from "../core/test-parts.ts";
import { toldFacts } from "../core/told-facts.ts";
import { Counters } from "./counters.ts";
import { fileNameOf } from "./file-name.ts";
import type { Urgency } from "./next-look.ts";
import { Remembered } from "./remembered.ts";
import type { SampleLog } from "./sample-log.ts";
import { type SampleContext, type Told, toldSample } from "./told-sample.ts";
import { foldWatched, timeOfWatched, type WatchedLine } from "./watched-line.ts";
import { dueIn, isTicked, readsOf, takerOf, testOf, type WatchedPlan } from "./watched-plan.ts";

/** What a sample made of an alert or a goal. */
export interface Judged {
  readonly id: string;
  readonly memory: Memory;
  /** The test with the values of the sample, or why it could not be told. */
  readonly seen: string;
  /** Words of an alert with the facts of the sample. */
  readonly say: string;
  readonly short: string | undefined;
}

export interface WatchesOptions {
  readonly plans: readonly CheckPlan[];
  readonly alerts: readonly AlertPlan[];
  readonly goals: readonly GoalPlan[];
  readonly clock: Clock;
  /** Divides every window. */
  readonly pace: number;
  readonly log: SampleLog;
  /** The last fresh verdict of a check. */
  readonly verdictOf: (checkId: string) => Verdict | undefined;
  readonly alertJudged: (judged: Judged) => void;
  readonly goalJudged: (judged: Judged) => void;
  /** Told once when nothing can be kept on disk: then a restart forgets. */
  readonly unkept: (error: unknown) => void;
}

type Watch = WatchedPlan & { readonly memory: Remembered<Memory> };

/** Alerts and goals over time: each reading of their checks is one sample, kept in memory and on disk. */
export class Watches {
  readonly counters: Counters;
  readonly #options: WatchesOptions;
  readonly #watches: readonly Watch[];
  /** Checks that were read by this process: the verdict of another one is not missing, it is only not there yet. */
  readonly #read = new Set<string>();
  #fresh: Reading[] = [];
  #isUnkept = false;

  constructor(options: WatchesOptions) {
    this.#options = options;
    this.counters = new Counters({ ...options, failed: (error) => this.#failed(error) });
    const { alerts, goals } = options;
    const watched = [
      ...alerts.map((plan): WatchedPlan => ({ kind: "alert", plan })),
      ...goals.map((plan): WatchedPlan => ({ kind: "goal", plan })),
    ];
    this.#watches = watched.map((one) => ({ ...one, memory: this.#remember(one) }));
  }

  /**
   * Takes up what this machine's opsdecks have seen: before the first reading, and again whenever another one looks. The
   * words are those of the last readings, where there are any.
   */
  async restore(lastOf: (checkId: string) => Reading | undefined): Promise<readonly Judged[]> {
    const now = this.#options.clock.now();
    await Promise.all([this.counters.restore(), ...this.#watches.map(({ memory }) => memory.restore(now))]);
    return this.#watches.map((watch) => {
      const readings = readsOf(watch.plan).flatMap((id) => lastOf(id) ?? []);
      return this.#judged(watch, readings.sort((a, b) => a.at - b.at).at(-1));
    });
  }

  /** What others ticked on this machine since. */
  async takeTicks(): Promise<void> {
    for (const watch of this.#watches) {
      if (watch.kind !== "goal" || !isTicked(watch.plan)) continue;
      const before = watch.memory.memory.tick?.at;
      await watch.memory.restore(this.#options.clock.now());
      if (watch.memory.memory.tick?.at !== before) this.#options.goalJudged(this.#judged(watch, undefined));
    }
  }

  /**
   * One more sample for whatever goes by this check. What was not looked at is no sample. Checks that are judged from one
   * answer come one after another, so the samples are taken when all of them are there.
   */
  read(reading: Reading): void {
    if (reading.outcome === "failed" && reading.failure.kind === "aborted") return;
    this.counters.record(reading);
    this.#read.add(reading.checkId);
    this.#fresh.push(reading);
    if (this.#fresh.length === 1) queueMicrotask(() => this.#sampleAll());
  }

  /** Whether an alert of the check holds or fires: then a target that fails is still looked at often. */
  readonly urgency = (checkId: string): Urgency | undefined => {
    const holds = this.#watches.flatMap(({ kind, plan, memory }) => {
      const { hold } = memory.memory;
      const isUrgent = hold !== undefined && (hold.truth === true || hold.firedAt !== null);
      return kind === "alert" && plan.checkId === checkId && isUrgent
        ? [dueIn(hold, plan, this.#options.clock.now())]
        : [];
    });
    return holds.length === 0 ? undefined : { dueMs: Math.min(...holds) };
  };

  /** A person says that something is so, or takes it back. False when there is no such goal to tick. */
  tick(id: string, by: string | undefined): boolean {
    const watch = this.#watches.find(({ plan }) => plan.id === id);
    if (watch?.kind !== "goal" || !isTicked(watch.plan)) return false;
    const line: WatchedLine = { at: this.#options.clock.now(), tick: by ?? null };
    this.#keep(watch, line);
    this.#options.goalJudged(this.#judged(watch, undefined));
    return true;
  }

  /** Resolves when all is on disk. */
  async settled(): Promise<void> {
    await Promise.all([this.counters.settled(), ...this.#watches.map(({ memory }) => memory.settled())]);
  }

  #sampleAll(): void {
    const fresh = this.#fresh;
    this.#fresh = [];
    for (const watch of this.#watches) {
      const reading = fresh.findLast(({ checkId }) => readsOf(watch.plan).includes(checkId));
      if (reading && this.#asksOnlyRead(watch.plan)) this.#sample(watch, reading);
    }
  }

  #asksOnlyRead(plan: Watch["plan"]): boolean {
    const when = testOf(plan);
    return when === undefined || verdictsOf(when).every((name) => this.#read.has(`${plan.system}/${name}`));
  }

  #sample(watch: Watch, reading: Reading): void {
    const { truth } = this.#told(watch.plan, reading);
    this.#keep(watch, { at: this.#timeOf(watch, reading), truth });
    const judged = this.#judged(watch, reading);
    if (watch.kind === "goal") this.#options.goalJudged(judged);
    else this.#options.alertJudged(judged);
  }

  #judged(watch: Watch, reading: Reading | undefined): Judged {
    const head = { id: watch.plan.id, memory: watch.memory.memory };
    if (!reading) return { ...head, seen: "", say: "", short: undefined };
    const { truth, seen } = this.#told(watch.plan, reading);
    if (watch.kind === "goal") return { ...head, seen, say: "", short: undefined };
    const { say, short } = watch.plan;
    const facts = toldFacts(reading);
    return {
      ...head,
      seen,
      say: fill(say, facts),
      short: truth === null || short === undefined ? undefined : fill(short, facts),
    };
  }

  /** Readings of several checks do not come in the order of their looks: there the time of their arrival counts. */
  #timeOf({ plan, memory }: Watch, reading: Reading): number {
    if (plan.checkId !== undefined) return reading.at;
    const now = this.#options.clock.now();
    return now === memory.memory.hold?.at ? now + 1 : now;
  }

  #keep(watch: Watch, line: WatchedLine): void {
    const { memory } = watch;
    const next = foldWatched(memory.memory, line, takerOf(watch));
    if (next !== memory.memory) memory.keep(next, line, this.#options.clock.now());
  }

  #told(plan: Watch["plan"], reading: Reading): Told {
    const { pace, plans, verdictOf } = this.#options;
    const samples: SampleContext["samples"] = (id, fact) => this.counters.of(id, fact);
    return toldSample(plan, reading, { pace, plans, verdictOf, samples });
  }

  #remember(watched: WatchedPlan): Remembered<Memory> {
    const { plan } = watched;
    const { log, plans } = this.#options;
    const take = takerOf(watched);
    const targets = plans.filter(({ id }) => readsOf(plan).includes(id)).map(({ target }) => target);
    return new Remembered<Memory>({
      name: fileNameOf(plan.id, [
        targets,
        testOf(plan) ?? null,
        "overMs" in plan ? plan.overMs : null,
        this.#options.pace,
      ]),
      log,
      empty: {},
      fold: (memory, line) => foldWatched(memory, line, take),
      whole: (memory) => ({ v: 1, memory }),
      timeOf: timeOfWatched,
      failed: (error) => this.#failed(error),
    });
  }

  #failed(error: unknown): void {
    if (!this.#isUnkept) this.#options.unkept(error);
    this.#isUnkept = true;
  }
}
