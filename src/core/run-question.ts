import type { Preview, Tier } from "./action.ts";
import type { Scalar } from "./reading.ts";

/** Choices that a check finds: the cells of one column of its table. */
export interface FoundChoices {
  readonly check: string;
  readonly table: string;
  readonly column: string;
  /** The column that tells people which is which. */
  readonly label?: string | undefined;
  readonly also?: readonly (string | number | boolean)[] | undefined;
}

/** A value that a run, or a step of it, wants of a person. */
export interface ParamSpec {
  readonly type: "text" | "number" | "choice" | "file";
  readonly default?: string | number | boolean | undefined;
  readonly about?: string | undefined;
  readonly choices?: readonly (string | number | boolean)[] | FoundChoices | undefined;
}

/** What a person is shown before a change. */
export interface ConfirmQuestion {
  readonly system: string;
  readonly environment: string;
  readonly step: string;
  readonly title: string;
  readonly tier: Tier;
  /** What proves that it is the right target, as read just now. */
  readonly identity: readonly string[];
  readonly previews: readonly Preview[];
  /** How it is undone: the title of the duty, or why there is nothing to undo. */
  readonly undo: string;
  /** The undo by hand. Not empty: a duty is armed before the change. */
  readonly manual: readonly string[];
  /** What proves that it can be restored. */
  readonly restorable?: string;
}

export interface ManualQuestion {
  readonly step: string;
  readonly title: string;
  readonly manual: readonly string[];
  readonly ask: Readonly<Record<string, ParamSpec>>;
  readonly undo: string;
}

/** A second person, asked for by a code. */
export interface Approval {
  readonly code: string;
  /** ms since 1970. */
  readonly expiresAt: number;
  readonly given?: { readonly person: string; readonly how: "file" | "code"; readonly at: number };
  /** Why an answer did not count. */
  readonly refused?: string;
}

interface Asked {
  /** Unique in this process. */
  readonly id: string;
  readonly run: string;
  readonly step: string;
}

/** A change that waits for its dialog. */
export interface ConfirmAsk extends ConfirmQuestion, Asked {
  readonly kind: "confirm";
  /** It puts back what an earlier step changed. */
  readonly restores: boolean;
  /** Ids of the checks that prove the target; the oldest of their readings is the age of the data. */
  readonly identityChecks: readonly string[];
  /** Tier 3 only. */
  readonly approval?: Approval;
}

interface ManualAsk extends ManualQuestion, Asked {
  readonly kind: "manual";
}

interface FailedAsk extends Asked {
  readonly kind: "failed";
  readonly reason: string;
  readonly mayRetry: boolean;
}

/** What a run waits for a person to say. Plain data, replaced whole. */
export type RunQuestion = ConfirmAsk | ManualAsk | FailedAsk;

/** A run whose process died. */
export interface InterruptedRun {
  readonly run: string;
  readonly incident: string;
  readonly runbook: string;
  readonly title: string;
  readonly system: string;
  /** ms since 1970. */
  readonly openedAt: number;
  /** The step at which it stands. */
  readonly step: string | undefined;
  /** Who wrote its last line on another host, and when: cut off, they may still run it. ms since 1970. */
  readonly elsewhere?: { readonly name: string; readonly host: string; readonly at: number };
  /** The duty of it that was restored meanwhile: the run cannot go on, it can only be aborted. */
  readonly restored?: string;
}

/** What a person filled in, by the name of the field. */
export type Typed = Readonly<Record<string, string>>;

/** A typed value as its parameter wants it; undefined when it is not one. */
export function scalarOf({ type }: ParamSpec, text: string): Scalar | undefined {
  if (type !== "number") return text;
  const number = Number(text);
  return text.trim() !== "" && Number.isFinite(number) ? number : undefined;
}
