import type { ActionCommand, ActionKind, Tier } from "../core/action.ts";
import type { Clients } from "../core/clients.ts";
import type { Clock } from "../core/clock.ts";
import type { CheckPlan } from "../core/plan.ts";
import type { Reading, Scalar, Verdict } from "../core/reading.ts";
import type { ConfirmQuestion, ManualQuestion } from "../core/run-question.ts";
import type { RunView } from "../core/run-view.ts";
import type { SecretText, Text } from "../core/secret.ts";
import type { Sample } from "../core/test-context.ts";
import type { WriteClients } from "../core/write-clients.ts";
import type { JournalWriter } from "../journal/journal.ts";

/** Looks at checks for a run. Ids are whole: `system/check`. */
export interface Looks {
  plan(checkId: string): CheckPlan | undefined;
  /** Looks now, within all floors and caps: the reading may be older than the call. A check that writes is looked at once. */
  look(checkId: string): Promise<Reading>;
  samples(checkId: string, fact: string): readonly Sample[];
  /** The last fresh verdict. */
  verdictOf(checkId: string): Verdict | undefined;
}

/** Proof that a person agreed to one step. Only what asks people makes one, and only with one are writing clients opened. */
export interface Confirmation {
  readonly step: string;
  readonly tier: Tier;
  /** Who agreed: by name, or by an answers file. */
  readonly by: string;
}

export type FailureAnswer =
  | { readonly do: "again" }
  | { readonly do: "skip" | "override" | "abort"; readonly reason: string };

/** Answers of people. Whatever is not answered is declined, with the words that were wanted. */
export interface Ask {
  confirm(question: ConfirmQuestion): Promise<Confirmation | { readonly declined: string }>;
  manual(
    question: ManualQuestion,
  ): Promise<{ readonly values: Readonly<Record<string, Scalar>> } | { readonly declined: string }>;
  /** A step has failed and the run has stopped. Undefined: nobody is here to say. */
  failed(step: string, reason: string, mayRetry: boolean): Promise<FailureAnswer | undefined>;
}

/** What changes systems in the hands of a run. */
export interface Hands {
  readonly kinds: readonly ActionKind[];
  readonly clients: Clients;
  /** Opens the clients that write, for one confirmed step or the restore of a duty. */
  readonly writes: (confirmation: Confirmation) => WriteClients;
  readonly commands: Readonly<Record<string, ActionCommand>>;
  readonly secrets: Readonly<Record<string, SecretText>>;
  /** sha256 in hex of a text with its secrets in it. Rejects with CheckError when one has no value. */
  readonly hashOf: (text: Text) => Promise<string>;
}

/** Everything that a run uses of the world. */
export interface RunPorts {
  readonly clock: Clock;
  readonly pace: number;
  readonly journal: Pick<
    JournalWriter,
    "incident" | "folder" | "author" | "append" | "entries" | "nextDuty" | "saveEvidence"
  >;
  readonly looks: Looks;
  readonly hands: Hands;
  readonly ask: Ask;
  /** Called with every change of what can be seen of the run. */
  readonly show: (view: RunView) => void;
  /** Ends the run between two lines of the journal; it goes on at the next start. */
  readonly stop: AbortSignal;
}
