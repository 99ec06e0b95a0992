import type { DutyMark } from "./duty-mark.ts";
import type { Json } from "./json.ts";

/** Everything but discharged and waived is open. */
export const DUTY_STATES = [
  "armed",
  "applied",
  "apply-unknown",
  "restoring",
  "restore-unknown",
  "restored-unproved",
] as const;
export type DutyState = (typeof DUTY_STATES)[number];

/** Proof that a secret is the one that was there, without the secret: sha256 of salt and value, in hex. */
export interface SecretProof {
  /** Its name under `secrets` in the system file. */
  readonly name: string;
  readonly salt: string;
  readonly hash: string;
}

/** Where a mark of somebody else's duty was found, and what it says. */
export interface FoundAt {
  readonly target: string;
  readonly mark: string;
  readonly said: DutyMark;
}

/** A change that must be restored, with all that restoring it needs: enough to begin after a crash, on another day. */
export interface Duty {
  /** Unique in the state directory, such as `D7-1`. */
  readonly id: string;
  readonly title: string;
  readonly system: string;
  readonly environment: string;
  readonly incident: string;
  readonly run: string;
  readonly runbook: string;
  readonly step: string;
  readonly state: DutyState;
  /** ms since 1970, as `notBefore` and `dueBy`. */
  readonly openedAt: number;
  /** Since when it is in its state; absent: since it was opened. */
  readonly since?: number;
  readonly notBefore?: number;
  readonly dueBy?: number;
  /** The step of its run whose duty has to end before this one is restored. */
  readonly after?: string;
  /** The steps by hand, for people. */
  readonly manual: readonly string[];
  /** Actions in order, as the runbook wrote them: secrets are references. */
  readonly how: readonly Json[];
  /** Expectations, all of which must be met before the duty is discharged. */
  readonly proof: readonly Json[];
  readonly secret?: SecretProof;
  /** What was left at the target, so that a start elsewhere finds the change. */
  readonly mark?: string;
  /** No journal here has it: its mark was found at the target. Adopted, it gets an id and a journal of its own. */
  readonly found?: FoundAt;
}

/** What a restore sends, in words: the kind of action, and the command where it is one. */
export function callWords(call: unknown): string {
  const action = textAt(call, "action") ?? "?";
  const command =
    typeof call === "object" && call !== null && "with" in call ? textAt(call.with, "command") : undefined;
  return command === undefined ? action : `${action} ${command}`;
}

function textAt(value: unknown, key: string): string | undefined {
  if (typeof value !== "object" || value === null || !(key in value)) return undefined;
  const found = (value as Record<string, unknown>)[key];
  return typeof found === "string" ? found : undefined;
}
