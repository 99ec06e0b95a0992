import { drillInTheWay } from "../core/change-guard.ts";
import type { Duty } from "../core/duty.ts";
import type { Scalar } from "../core/reading.ts";
import type { ConfirmQuestion, ManualQuestion } from "../core/run-question.ts";
import type { JournalWriter } from "../journal/journal.ts";
import type { Ask, Confirmation } from "../runbooks/ports.ts";
import type { Answers } from "./answers.ts";

export interface AskOptions {
  readonly answers: Answers;
  /** Tier 1 needs no words. */
  readonly yes: boolean;
  readonly unlock: boolean;
  /** The lab is proven: its systems are simulated. */
  readonly lab: boolean;
  /** The system file says that nothing may be changed. */
  readonly locked: boolean;
  readonly run: string;
  readonly person: string;
  readonly journal: Pick<JournalWriter, "append">;
  /** Duties that are open now, of every run. */
  readonly duties: () => Promise<readonly Duty[]>;
}

const UNLOCK_MS = 900_000;

/** Answers from a file, for a run without a terminal. What it does not answer is declined with the words that were wanted. */
export function answersAsk(options: AskOptions): Ask {
  const tried = new Set<string>();
  return {
    confirm: async (question) => {
      const why = (await blockedBy(question, options)) ?? (await unconfirmed(question, options));
      if (why !== undefined) return { declined: why };
      const confirmation: Confirmation = { step: question.step, tier: question.tier, by: options.person };
      return confirmation;
    },
    manual: (question) => Promise.resolve(manualAnswer(question, options)),
    failed: (step, _reason, mayRetry) => {
      const { failed, reason = "" } = options.answers[step] ?? {};
      if (failed === "again" && mayRetry && !tried.has(step)) {
        tried.add(step);
        return Promise.resolve({ do: "again" });
      }
      const known = failed === "skip" || failed === "override" || failed === "abort";
      return Promise.resolve(known && reason !== "" ? { do: failed, reason } : undefined);
    },
  };
}

/** What stands in the way of a change, whatever is answered. Nothing does for a restore, which is tier 1 and arms nothing. */
async function blockedBy(question: ConfirmQuestion, options: AskOptions): Promise<string | undefined> {
  const { tier, environment, manual } = question;
  if (tier === 1) return undefined;
  if (options.locked) return `${question.system} is locked by its system file: nothing is changed there`;
  const { run, lab, duties } = options;
  const drill = drillInTheWay({ environment, run, manual }, await duties(), Date.now());
  return drill ?? (lab ? undefined : lockedOut(question, options));
}

/** Outside the lab: writing unlocked, and for tier 3 a reason to do it alone. Each is written down. */
async function lockedOut(
  { tier, environment, step }: ConfirmQuestion,
  options: AskOptions,
): Promise<string | undefined> {
  const { answers, unlock, journal, run, person } = options;
  if (!unlock || answers.unlock?.words !== environment) {
    return `${environment} is read-only: run it with --unlock and the answer "unlock: ${environment}"`;
  }
  const solo = answers[step]?.solo;
  if (tier === 3 && solo === undefined) {
    return `tier 3 needs a second person, or "${step}: { words: ${environment} ${step}, solo: WHY }" in the answers`;
  }
  const until = new Date(Date.now() + UNLOCK_MS).toISOString();
  await journal.append({ type: "unlocked", environment, until });
  if (tier === 3 && solo !== undefined) {
    await journal.append({ type: "approval.given", run, step, person, how: "solo", reason: solo });
  }
  return undefined;
}

function unconfirmed({ tier, environment, step }: ConfirmQuestion, { answers, yes }: AskOptions): string | undefined {
  const said = answers[step]?.words;
  if (tier === 1) return yes || said !== undefined ? undefined : `it wanted --yes, or "${step}: yes" in the answers`;
  const words = `${environment} ${step}`;
  if (said === words) return undefined;
  return `it wanted the words "${words}"${said === undefined ? `: write "${step}: ${words}" into the answers` : ", and was given others"}`;
}

function manualAnswer({ step, ask }: ManualQuestion, { answers }: AskOptions) {
  const answer = answers[step];
  const missing = Object.entries(ask).filter(
    ([name, param]) => answer?.[name] === undefined && param.default === undefined,
  );
  if (answer?.words !== "done" || missing.length > 0) {
    const fields = missing.map(([name]) => `, ${name}: …`).join("");
    return {
      declined: `a person does this step: write "${step}: { words: done${fields} }" into the answers when it is done`,
    };
  }
  const values = Object.entries(ask).map(([name, param]): [string, Scalar] => [
    name,
    answer[name] ?? param.default ?? null,
  ]);
  return { values: Object.fromEntries(values) };
}
