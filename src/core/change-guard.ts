import { clockDuration, shortDuration } from "./duration.ts";
import type { Duty } from "./duty.ts";
import type { ConfirmAsk, InterruptedRun, Typed } from "./run-question.ts";

/** Writing is unlocked for one environment until then. ms since 1970. */
export interface WriteLock {
  readonly environment: string;
  readonly until: number;
}

/** What is so at the moment at which a change is to be made. */
export interface ChangeMoment {
  readonly now: number;
  readonly write: WriteLock | undefined;
  /** The system file says that nothing may be changed. */
  readonly locked: boolean;
  readonly duties: readonly Duty[];
  /** The screen is shown to a room. */
  readonly presenting?: boolean;
  /** When what proves the target was seen last; undefined when it was not, or failed. ms since 1970. */
  readonly dataAt: number | undefined;
  /** The age at which it is stale, in ms. */
  readonly staleAfterMs: number;
}

/** What a dialog wants typed, besides the words. */
export const STALE = "STALE";

/** The exact words of tier 2 and 3. */
export function wordsOf({ tier, environment, step }: Pick<ConfirmAsk, "tier" | "environment" | "step">) {
  return tier === 1 ? undefined : `${environment} ${step}`;
}

export function isUnlocked(write: WriteLock | undefined, environment: string, now: number): boolean {
  return write !== undefined && write.environment === environment && now < write.until;
}

/** A restore is never held up by old data. */
export function isStale({ restores }: Pick<ConfirmAsk, "restores">, moment: ChangeMoment): boolean {
  const { dataAt, now, staleAfterMs } = moment;
  return !restores && (dataAt === undefined || now - dataAt > staleAfterMs);
}

/** Whether it may be done in front of a room: only what puts something back, or adds to the record. */
const inFrontOfARoom = {
  restore: true,
  note: true,
  update: true,
  start: false,
  "go-on": false,
  change: false,
  manual: false,
  cannot: false,
  decide: false,
  unlock: false,
  incident: false,
  fault: false,
} as const;

/** What a dialog does. */
export type Deed = keyof typeof inFrontOfARoom;

/** Why it is not done while presenting; undefined: it is. Its dialog asks this, and the desk asks again. */
export function heldBack(deed: Deed, presenting: boolean): string | undefined {
  return presenting && !inFrontOfARoom[deed] ? "nothing is changed while presenting: esc, then P ends that" : undefined;
}

/** What stands in the way of a change, whatever is typed. Nothing does for a restore. */
export function blockedBy(ask: ConfirmAsk, moment: ChangeMoment): string | undefined {
  if (ask.restores) return undefined;
  const { system, environment, tier, run, manual } = ask;
  const held = heldBack("change", moment.presenting === true);
  if (held !== undefined) return held;
  if (moment.locked) return `${system} is locked by its system file: nothing is changed there`;
  if (tier === 1) return undefined;
  if (!isUnlocked(moment.write, environment, moment.now)) return `${environment} is read-only: esc, then w unlocks it`;
  return drillInTheWay({ environment, run, manual }, moment.duties, moment.now);
}

/**
 * Why a change that leaves a duty is not made beside another one. What is not to be restored before some day, such as an
 * overlap of secrets, holds up nothing until then.
 */
export function drillInTheWay(
  { environment, run, manual }: Pick<ConfirmAsk, "environment" | "run" | "manual">,
  duties: readonly Duty[],
  now: number,
): string | undefined {
  const others = duties.filter((duty) => duty.environment === environment && duty.run !== run && !isEarly(duty, now));
  if (manual.length === 0 || others.length === 0) return undefined;
  const ids = others.map(({ id }) => id).join(", ");
  return `${ids} must be restored first: two drills at once in ${environment} cannot be told apart`;
}

function isEarly({ notBefore = 0 }: Pick<Duty, "notBefore">, now: number): boolean {
  return now < notBefore;
}

/** Why the change is not made with what was typed; undefined: it is. */
export function unconfirmed(ask: ConfirmAsk, typed: Typed, moment: ChangeMoment): string | undefined {
  return blockedBy(ask, moment) ?? unsaid(ask, typed, moment);
}

function unsaid(ask: ConfirmAsk, typed: Typed, moment: ChangeMoment): string | undefined {
  const words = wordsOf(ask);
  if (isStale(ask, moment) && typed.stale !== STALE) return `the data is stale: type ${STALE}`;
  if (ask.tier === 3 && !ask.approval?.given && (typed.solo ?? "").trim() === "")
    return "a second person approves, or a reason why not";
  return words !== undefined && typed.words !== words ? "needs the words" : undefined;
}

/** `9s old`, `not seen`. */
export function ageWords({ dataAt, now }: Pick<ChangeMoment, "dataAt" | "now">): string {
  if (dataAt === undefined) return "not seen";
  return now - dataAt < 1000 ? "seen just now" : `${shortDuration(now - dataAt)} old`;
}

/** `12:41 left`; `0:00 left` once it is over. */
export function leftWords(write: WriteLock, now: number): string {
  return `${clockDuration(write.until - now)} left`;
}

/** Who is cut off may still run what they began: only somebody who asked them knows. */
export function stoppedWords({ host }: NonNullable<InterruptedRun["elsewhere"]>): string {
  return `${host} has stopped it`;
}

/** Before its time a restore wants more than a key. */
export function restoreWords(duty: Pick<Duty, "id" | "notBefore">, now: number): string | undefined {
  return isEarly(duty, now) ? `restore ${duty.id} early` : undefined;
}
