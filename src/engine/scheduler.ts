import { isBlinded } from "../core/blinded.ts";
import type { Clock } from "../core/clock.ts";
import type { Budget, CheckPlan } from "../core/plan.ts";
import type { Reading } from "../core/reading.ts";
import type { Claim, Floors } from "./floors.ts";
import { Gate } from "./gate.ts";
import { heldBack } from "./held-back.ts";
import { LookLine } from "./look-line.ts";
import { nextLookMs, type Urgency } from "./next-look.ts";

export interface SchedulerEvents {
  started(checkId: string): void;
  /**
   * `nextAt` is the wall clock of the next look; undefined when none is planned. `looked` says whose look is behind the
   * reading: `now` ours, `before` one that the floor remembers, `never` nobody's: it only says why there is none.
   */
  finished(reading: Reading, nextAt: number | undefined, looked: Looked): void;
}

export type Looked = "now" | "before" | "never";

export interface SchedulerOptions {
  readonly clock: Clock;
  readonly floors: Floors;
  readonly run: (plan: CheckPlan, seq: number, stop: AbortSignal) => Promise<Reading>;
  readonly rejudge: (plan: CheckPlan, seq: number, source: Reading) => Reading;
  readonly events: SchedulerEvents;
  readonly budgets: readonly Budget[];
  readonly maxInAll?: number;
  readonly maxPerTarget?: number;
  /** 0…1; injected so that tests are exact. */
  readonly random: () => number;
  /** Whether an alert of the check holds or fires; undefined when none does. */
  readonly urgency?: (checkId: string) => Urgency | undefined;
}

interface Slot {
  readonly plan: CheckPlan;
  readonly derived: readonly CheckPlan[];
  seq: number;
  failures: number;
  running: Promise<Reading> | undefined;
  lookedAt: number | undefined;
  last: Reading | undefined;
  /** Whether a look is followed by another. */
  scheduled: boolean;
  cancel: () => void;
}
export interface Schedule {
  /** What others have read before. */
  readonly before?: (checkId: string) => Reading | undefined;
  /** Checks that are meant; absent: all. */
  readonly only?: ReadonlySet<string>;
}
const GRANTED: Claim = { granted: true };
const STAGGER_MS = 40;
/** After a look that came to nothing here. */
const AGAIN_MS = 1000;

/** Owns time and nothing else: when a check is looked at, how many at once, how long a dead target is left alone. */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #slots = new Map<string, Slot>();
  readonly #stop = new AbortController();
  readonly #line: LookLine;

  constructor(plans: readonly CheckPlan[], options: SchedulerOptions) {
    this.#options = options;
    const { budgets, maxInAll: inAll = 16, maxPerTarget: perTarget = 2 } = options;
    this.#line = new LookLine(new Gate({ inAll, perTarget, budgets }, options.clock), options.clock);
    for (const plan of plans) {
      if (plan.effect === "writes" && plan.mode === "scheduled")
        throw new Error(`${plan.id}: a check that writes cannot be scheduled`);
      if (plan.from !== undefined) continue;
      const derived = plans.filter((other) => other.from === plan.id);
      this.#slots.set(plan.id, {
        plan,
        derived,
        seq: 0,
        failures: 0,
        running: undefined,
        lookedAt: undefined,
        last: undefined,
        scheduled: false,
        cancel: () => {},
      });
      for (const other of derived) this.#slots.set(other.id, this.#slotOf(plan.id));
    }
  }

  /** Begins the schedule. On-demand checks wait for `runNow`. */
  start({ before, only }: Schedule = {}): void {
    let offset = 0;
    for (const slot of new Set(this.#slots.values())) {
      const ids = [slot.plan, ...slot.derived].map(({ id }) => id);
      slot.seq = Math.max(slot.seq, ...ids.map((id) => before?.(id)?.seq ?? 0));
      slot.scheduled = slot.plan.mode === "scheduled" && (only === undefined || ids.some((id) => only.has(id)));
      // A look that is under way sets the next one when it ends.
      if (slot.scheduled && slot.running === undefined) this.#sleep(slot, offset++ * STAGGER_MS);
    }
  }

  /** Ends the schedule until the next `start`. Looks that are under way go on. */
  pause(): void {
    for (const slot of this.#slots.values()) {
      slot.scheduled = false;
      slot.cancel();
    }
  }

  /**
   * Looks now, or joins the look that is in flight. Within the on-demand floor it gives the younger reading that is
   * there. A check that writes is refused: only a runbook step runs one.
   */
  runNow(checkId: string): Promise<Reading> | undefined {
    const slot = this.#slots.get(checkId);
    if (!slot || slot.plan.effect === "writes" || this.#stop.signal.aborted) return undefined;
    if (slot.running !== undefined) return slot.running;
    slot.cancel();
    return this.#enqueue(slot, slot.plan.onDemandFloorMs);
  }

  /** Aborts what is in flight and resolves when all of it has settled. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error("opsdeck is closing"));
    const running = [];
    for (const slot of new Set(this.#slots.values())) {
      slot.cancel();
      if (slot.running !== undefined) running.push(slot.running);
    }
    this.#line.end();
    await Promise.allSettled(running);
  }

  #slotOf(id: string): Slot {
    const slot = this.#slots.get(id);
    if (!slot) throw new Error(`${id}: no such check`);
    return slot;
  }

  #sleep(slot: Slot, ms: number): void {
    slot.cancel();
    if (this.#stop.signal.aborted || !slot.scheduled) return;
    slot.cancel = this.#options.clock.after(ms, () => void this.#enqueue(slot, slot.plan.floorMs));
  }

  #enqueue(slot: Slot, leastMs: number): Promise<Reading> {
    slot.running ??= this.#queued(slot, leastMs);
    const { running } = slot;
    this.#line.drain();
    return running;
  }

  /** Waits in line, but first for the looks whose facts it will ask for: not in line, where it would keep them out. */
  #queued(slot: Slot, leastMs: number): Promise<Reading> {
    const needed = this.#needed(slot);
    const join = () => this.#line.join(slot.plan, () => this.#look(slot, leastMs));
    if (needed.length === 0) return join();
    return Promise.all(needed).then(() => {
      const looked = join();
      this.#line.drain();
      return looked;
    });
  }

  /**
   * Looks of other checks that are under way, or the first of those that were never made; never in a circle. What tells
   * somebody, or is only looked at by hand, is not begun because another look would like to know.
   */
  #needed({ plan }: Slot): readonly Promise<Reading>[] {
    const looks = (plan.needs ?? []).map((id) => {
      const slot = this.#slots.get(id);
      if (!slot || slot.plan.needs !== undefined) return undefined;
      const { effect, mode } = this.#slots.get(slot.plan.from ?? id)?.plan ?? slot.plan;
      const mayBegin = slot.last === undefined && effect === "none" && mode === "scheduled";
      return slot.running ?? (mayBegin ? this.runNow(slot.plan.id) : undefined);
    });
    return looks.filter((look) => look !== undefined);
  }

  async #look(slot: Slot, leastMs: number): Promise<Reading> {
    const { plan } = slot;
    const { floors, events, run } = this.#options;
    const floored = leastMs > 0;
    const claim = floored ? await floors.claim(plan, leastMs).catch(() => this.#remembered(slot, leastMs)) : GRANTED;
    const seq = ++slot.seq;
    let reading: Reading | undefined;
    if (!claim.granted) reading = claim.reading && this.#options.rejudge(plan, seq, claim.reading);
    if (claim.granted) {
      events.started(plan.id);
      slot.lookedAt = this.#options.clock.now();
      reading = await run(plan, seq, this.#stop.signal);
      // A look that was stopped saw nothing: what others saw before stays.
      if (floored && !isAborted(reading)) await floors.settle(plan, reading).catch(() => {});
    }
    this.#line.leave(plan);
    slot.running = undefined;
    const heldMs = claim.granted ? 0 : claim.waitMs;
    const seen = reading ?? heldBack(plan, seq, this.#options.clock.now());
    const looked = claim.granted ? "now" : reading ? "before" : "never";
    this.#finish(slot, seen, { heldMs, looked });
    return seen;
  }

  /** A state directory that cannot be written to takes the floor from others, but not from ourselves. */
  #remembered({ lookedAt, last }: Slot, leastMs: number): Claim {
    const age = lookedAt === undefined ? Infinity : this.#options.clock.now() - lookedAt;
    return age >= 0 && age < leastMs ? { granted: false, waitMs: leastMs - age, reading: last } : GRANTED;
  }

  #finish(slot: Slot, reading: Reading, { heldMs, looked }: { heldMs: number; looked: Looked }): void {
    const { clock, events, rejudge } = this.#options;
    slot.last = reading;
    const slept = isAborted(reading);
    // While this machine is cut off no target is dead, and none is troubled.
    slot.failures = reading.outcome === "failed" && !slept && !isBlinded(reading) ? slot.failures + 1 : 0;
    const wait = heldMs > 0 ? heldMs : slept ? Math.max(AGAIN_MS, slot.plan.floorMs) : this.#wait(slot);
    const nextAt = slot.scheduled ? clock.now() + wait : undefined;
    events.finished(reading, nextAt, looked);
    for (const plan of slot.derived) events.finished(rejudge(plan, reading.seq, reading), nextAt, looked);
    this.#sleep(slot, wait);
  }

  #wait({ plan, derived, failures }: Slot): number {
    const { urgency, random } = this.#options;
    const urgent = [plan, ...derived].flatMap(({ id }) => urgency?.(id) ?? []);
    return nextLookMs(plan, { failures, urgent, random });
  }
}

/** Stopped by opsdeck itself, which closes or slept. */
function isAborted(reading: Reading): boolean {
  return reading.outcome === "failed" && reading.failure.kind === "aborted";
}
