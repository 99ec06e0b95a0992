import { isSilence } from "../core/blinded.ts";
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
  /** Looks at a check soon, to learn more or to see what is so again. */
  readonly lookAgain: (checkId: string) => void;
  /** Whether this machine has an interface besides loopback that is up. */
  readonly hasNetwork: () => boolean;
}

interface Target {
  readonly checks: readonly CheckPlan[];
  /** Wall clock of the first look since which nothing came back; undefined while the target answers or was not looked at. */
  silentSince: number | undefined;
}

/** So many silent targets, and not one that answers, are more likely this machine's fault than theirs. */
const ENOUGH = 3;
const TRY_MS = 15_000;

/**
 * Tells "this machine cannot reach anything" from "they are all down", by what the looks bring back: any answer, even a
 * refusal or a wrong certificate, proves the network. Cut off is: three targets or more were looked at, each last look
 * brought back nothing, and none answered; two suffice where no network interface is up. Targets on this machine do not
 * count. One silent target makes it look at the others at once, so that it knows in one time-out;
 * while cut off it tries one target after another.
 */
export class Vantage {
  readonly #options: VantageOptions;
  readonly #targets = new Map<string, Target>();
  readonly #targetOf = new Map<string, Target>();
  #since: number | undefined;
  #suspected = false;
  #tried = 0;
  #cancel: () => void = () => {};

  constructor(options: VantageOptions) {
    this.#options = options;
    const scheduled = options.plans.filter((plan) => plan.from === undefined && plan.mode === "scheduled");
    const looks = scheduled.filter((plan) => !plan.kind.local?.(plan.params));
    for (const plan of looks.filter(({ target }) => options.onLoopback || !isLoopback(target))) {
      const checks = [...(this.#targets.get(plan.target)?.checks ?? []), plan];
      this.#targets.set(plan.target, { checks, silentSince: undefined });
    }
    for (const target of this.#targets.values()) for (const plan of target.checks) this.#targetOf.set(plan.id, target);
  }

  /** Whether a failure of this check says nothing about its target now. */
  readonly blinds = (plan: CheckPlan, failure: CheckFailure): boolean =>
    this.#since !== undefined && isSilence(failure) && this.#targetOf.has(plan.from ?? plan.id);

  observe(reading: Reading): void {
    const target = this.#targetOf.get(reading.checkId);
    if (!target) return;
    if (reading.outcome === "observed" || provesNetwork(reading.failure)) this.#answered(target);
    else if (isSilence(reading.failure)) this.#silent(target, reading.at);
  }

  /** Ends what it waits for. */
  stop(): void {
    this.#cancel();
  }

  #answered(target: Target): void {
    target.silentSince = undefined;
    this.#suspected = false;
    if (this.#since === undefined) return;
    this.#since = undefined;
    this.#cancel();
    this.#options.changed(undefined, []);
    for (const other of this.#targets.values()) if (other.silentSince !== undefined) this.#ask(other);
  }

  #silent(target: Target, at: number): void {
    target.silentSince ??= at;
    if (this.#since !== undefined) return;
    const silent = [...this.#targets.values()].flatMap((one) => one.silentSince ?? []);
    const enough = this.#options.hasNetwork() ? ENOUGH : ENOUGH - 1;
    if (silent.length === this.#targets.size && silent.length >= enough) {
      this.#since = Math.min(...silent);
      this.#options.changed(this.#since, this.#blind());
      this.#tryAgain();
      return;
    }
    if (this.#suspected) return;
    this.#suspected = true;
    for (const other of this.#targets.values()) if (other.silentSince === undefined) this.#ask(other);
  }

  #tryAgain(): void {
    const { clock, pace } = this.#options;
    this.#cancel = clock.after(TRY_MS / pace, () => {
      const target = [...this.#targets.values()][this.#tried++ % this.#targets.size];
      if (target) this.#ask(target);
      this.#tryAgain();
    });
  }

  /** One look that tells nobody anything. */
  #ask({ checks }: Target): void {
    const plan = checks.find(({ effect }) => effect === "none");
    if (plan) this.#options.lookAgain(plan.id);
  }

  #blind(): string[] {
    return this.#options.plans.filter((plan) => this.#targetOf.has(plan.from ?? plan.id)).map((plan) => plan.id);
  }
}

/** A reset can be either side's; what never left proves nothing. */
function provesNetwork(failure: CheckFailure): boolean {
  if (isSilence(failure)) return false;
  return ["refused", "tls", "auth", "status", "throttled", "too-large", "parse"].includes(failure.kind);
}

function isLoopback(target: string): boolean {
  return /(?:^|[/@])(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::|\/|$)/.test(target);
}
