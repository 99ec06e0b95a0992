import { blinded, isSilence, mayBeOurs } from "../core/blinded.ts";
import type { Clock } from "../core/clock.ts";
import type { CheckPlan } from "../core/plan.ts";
import type { CheckFailure, Reading } from "../core/reading.ts";

export interface VantageOptions {
  readonly plans: readonly CheckPlan[];
  readonly clock: Clock;
  /** Divides the time between two tries while cut off. */
  readonly pace: number;
  /** All targets are on this machine (a lab), so that they are what there is to go by. */
  readonly onLoopback: boolean;
  /** Told when this machine is cut off (since when, in ms since 1970) and when it is back; `checkIds` go by the network. */
  readonly changed: (since: number | undefined, checkIds: readonly string[]) => void;
  /** Given each reading once it is known whose fault it is: that is at once, or when the other targets were asked, too. */
  readonly count: (reading: Reading) => void;
  /** Looks at a check soon, to learn more or to see what is so again. */
  readonly lookAgain: (checkId: string) => void;
  /** Whether this machine has an interface besides loopback that is up. */
  readonly hasNetwork: () => boolean;
}

/** What a look proves of the network: `nothing` where it never left this machine, `unclear` where either side may have ended it. */
type Heard = "answer" | "silence" | "nothing" | "unclear";

interface Target {
  readonly checks: readonly CheckPlan[];
  /** By its last look; undefined when it was not looked at since something else fell silent. */
  heard: Heard | undefined;
  /** Wall clock of the first look since which nothing came back. */
  silentSince: number | undefined;
  /** It was asked when something else fell silent, and that look is under way. */
  awaited: boolean;
}

/** So many silent targets, and not one that answers, are more likely this machine's fault than theirs. */
const ENOUGH = 3;
const TRY_MS = 15_000;

/**
 * Tells "this machine cannot reach anything" from "they are all down", by what the looks bring back: any answer, even a
 * refusal or a wrong certificate, proves the network. Cut off is: three targets or more bring nothing back, and none
 * answers; two suffice where no network interface is up. Targets on this machine do not count, nor does a look that never
 * left it, such as one whose secret is missing. One silent target makes it look at the others at once, so that it knows in
 * one time-out; until then no silence counts for or against a target. While cut off it tries one target after another.
 */
export class Vantage {
  readonly #options: VantageOptions;
  readonly #targets = new Map<string, Target>();
  readonly #targetOf = new Map<string, Target>();
  /** Whatever says nothing while this machine is cut off, by id: also what is judged from the answer of another one. */
  readonly #blind: ReadonlyMap<string, CheckPlan>;
  /** What fell silent and was not looked at since. */
  readonly #silent = new Set<string>();
  readonly #waiting: Reading[] = [];
  readonly #undecided: (() => void)[] = [];
  #since: number | undefined;
  #suspected = false;
  #tried = 0;
  #cancel: () => void = () => {};

  constructor(options: VantageOptions) {
    this.#options = options;
    const { plans, onLoopback } = options;
    const looks = plans.filter(
      ({ from, mode, kind, params }) => from === undefined && mode === "scheduled" && !kind.local?.(params),
    );
    for (const plan of looks.filter(({ target }) => onLoopback || !isLoopback(target))) {
      const checks = [...(this.#targets.get(plan.target)?.checks ?? []), plan];
      this.#targets.set(plan.target, { checks, heard: undefined, silentSince: undefined, awaited: false });
    }
    for (const target of this.#targets.values()) for (const plan of target.checks) this.#targetOf.set(plan.id, target);
    const goesOut = ({ id, from, kind }: CheckPlan) => this.#targetOf.has(from ?? id) || kind.mayReachOut === true;
    this.#blind = new Map(plans.filter(goesOut).map((plan) => [plan.id, plan]));
  }

  /** Whether a failure of this check says nothing about its target now. */
  readonly blinds = ({ id }: CheckPlan, failure: CheckFailure): boolean =>
    this.#since !== undefined && this.#mayBeOurs(id, failure);

  /** One more reading; not `isNew`: it is that of an earlier look, and proves nothing of now. */
  observe(reading: Reading, isNew: boolean): void {
    this.#waiting.push(reading);
    const target = this.#targetOf.get(reading.checkId);
    if (target && isNew) this.#hear(target, reading);
    this.#release();
  }

  /** Resolves when it is known whose fault the last silence is. */
  decided(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#suspected) this.#undecided.push(resolve);
      else resolve();
    });
  }

  /** Ends what it waits for. A silence that was not found out counts for nothing. */
  stop(): void {
    this.#cancel();
  }

  #hear(target: Target, reading: Reading): void {
    const heard = heardOf(reading);
    if (heard === undefined) return;
    target.heard = heard;
    target.awaited = false;
    if (heard === "silence") this.#silent.add(reading.checkId);
    else this.#silent.delete(reading.checkId);
    if (heard === "answer") this.#answered(target);
    if (heard === "silence") this.#fellSilent(target, reading.at);
    if (this.#suspected) this.#decide();
  }

  #answered(target: Target): void {
    target.silentSince = undefined;
    this.#suspected = false;
    if (this.#since === undefined) return;
    this.#since = undefined;
    this.#cancel();
    this.#options.changed(undefined, [...this.#blind.keys()]);
    const plans = [...this.#silent].flatMap((id) => this.#blind.get(id) ?? []);
    for (const plan of plans) if (tellsNobody(plan)) this.#options.lookAgain(plan.id);
  }

  #fellSilent(target: Target, at: number): void {
    target.silentSince ??= at;
    if (this.#since !== undefined || this.#suspected) return;
    this.#suspected = true;
    for (const other of this.#targets.values()) {
      if (other.silentSince !== undefined) continue;
      other.heard = undefined;
      other.awaited = this.#ask(other);
    }
  }

  /** Once all that were asked have come back. */
  #decide(): void {
    const targets = [...this.#targets.values()];
    if (targets.some(({ awaited }) => awaited)) return;
    this.#suspected = false;
    const silent = targets.flatMap(({ silentSince }) => silentSince ?? []);
    const enough = this.#options.hasNetwork() ? ENOUGH : ENOUGH - 1;
    if (silent.length < enough || targets.some(({ heard }) => heard === "unclear")) return;
    this.#since = Math.min(...silent);
    this.#options.changed(this.#since, [...this.#blind.keys()]);
    this.#tryAgain();
  }

  /** Counts what may be counted now, in the order in which it came. */
  #release(): void {
    for (const reading of this.#waiting.splice(0)) {
      const isOurs = reading.outcome === "failed" && this.#mayBeOurs(reading.checkId, reading.failure);
      if (isOurs && this.#suspected) this.#waiting.push(reading);
      else this.#options.count(isOurs && this.#since !== undefined ? blinded(reading) : reading);
    }
    const told = this.#suspected ? [] : this.#undecided.splice(0);
    for (const tell of told) tell();
  }

  #mayBeOurs(checkId: string, failure: CheckFailure): boolean {
    const plan = this.#blind.get(checkId);
    return plan !== undefined && mayBeOurs(plan, failure);
  }

  #tryAgain(): void {
    const { clock, pace } = this.#options;
    this.#cancel = clock.after(TRY_MS / pace, () => {
      const target = [...this.#targets.values()][this.#tried++ % this.#targets.size];
      if (target) this.#ask(target);
      this.#tryAgain();
    });
  }

  /** One look that tells nobody anything, and is made at once. False where there is none. */
  #ask({ checks }: Target): boolean {
    const plan = checks.find((one) => tellsNobody(one) && one.onDemandFloorMs === 0);
    if (plan) this.#options.lookAgain(plan.id);
    return plan !== undefined;
  }
}

function tellsNobody({ effect }: CheckPlan): boolean {
  return effect === "none";
}

/** undefined: what was slept through, or ended with opsdeck, is looked at again. */
function heardOf(reading: Reading): Heard | undefined {
  if (reading.outcome === "observed") return "answer";
  if (isSilence(reading.failure)) return "silence";
  switch (reading.failure.kind) {
    case "aborted":
      return undefined;
    case "config":
    case "latched":
    case "bug":
      return "nothing";
    case "reset":
      return "unclear";
    default:
      return "answer";
  }
}

function isLoopback(target: string): boolean {
  return /(?:^|[/@])(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::|\/|$)/.test(target);
}
