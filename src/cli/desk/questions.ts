import { hostname } from "node:os";
import { unconfirmed, wordsOf } from "../../core/change-guard.ts";
import type { Clock } from "../../core/clock.ts";
import type {
  Approval,
  ConfirmAsk,
  ConfirmQuestion,
  ManualQuestion,
  RunQuestion,
  Typed,
} from "../../core/run-question.ts";
import { scalarOf } from "../../core/run-question.ts";
import type { JournalWriter } from "../../journal/journal.ts";
import { APPROVAL_MS, approvalRequest, checkReply } from "../../runbooks/approval.ts";
import { RunStopped } from "../../runbooks/pause.ts";
import type { Ask, FailureAnswer } from "../../runbooks/ports.ts";
import { changeMoment, hasExpired } from "../../store/select-run.ts";
import type { CockpitStore } from "../../store/store.ts";
import { askApproval, dropRequest, findApproval } from "./approvals.ts";

export interface QuestionParts {
  readonly store: CockpitStore;
  readonly clock: Clock;
  /** The state directory. */
  readonly state: string;
  readonly person: string;
  readonly uid: number;
  readonly run: string;
  readonly journal: Pick<JournalWriter, "append">;
  readonly identityChecks: readonly string[];
  readonly isRestore: (step: string) => boolean;
  /** Shows the question, or that there is none. */
  readonly show: (question: RunQuestion | undefined) => void;
  readonly stop: AbortSignal;
}

let asked = 0;
const POLL_MS = 1000;

type Answered<K extends keyof Ask> = Awaited<ReturnType<Ask[K]>>;

/** The questions of one run, one at a time: shown, and answered by the keyboard. */
export class Questions implements Ask {
  readonly #parts: QuestionParts;
  #open: { question: RunQuestion; readonly answer: (value: never) => void } | undefined;
  /** Looks for a second person no more. */
  #unwatch = (): void => undefined;

  constructor(parts: QuestionParts) {
    this.#parts = parts;
  }

  get open(): RunQuestion | undefined {
    return this.#open?.question;
  }

  async confirm(question: ConfirmQuestion): Promise<Answered<"confirm">> {
    const { run, identityChecks, isRestore } = this.#parts;
    const restores = isRestore(question.step);
    const ask: ConfirmAsk = { ...question, kind: "confirm", id: nextId(), run, restores, identityChecks };
    const approval = ask.tier === 3 && !restores ? await this.#askSecond(ask) : undefined;
    if (approval) this.#unwatch = this.#watchSecond(approval.code);
    try {
      return await this.#wait<Answered<"confirm">>(approval ? { ...ask, approval } : ask);
    } finally {
      this.#unwatch();
    }
  }

  /** Another code for the second person, where the one that was asked with has expired; false when none has. */
  async askAnew(): Promise<boolean> {
    const question = this.#open?.question;
    if (question?.kind !== "confirm" || !hasExpired(question, this.#parts.clock.now())) return false;
    this.#unwatch();
    const approval = await this.#askSecond(question);
    if (this.#open?.question.id !== question.id) dropRequest(this.#parts.state, approval.code);
    else {
      this.#unwatch = this.#watchSecond(approval.code);
      this.#update({ ...question, approval });
    }
    return true;
  }

  manual(question: ManualQuestion): Promise<Answered<"manual">> {
    return this.#wait({ ...question, kind: "manual", id: nextId(), run: this.#parts.run });
  }

  failed(step: string, reason: string, mayRetry: boolean): Promise<FailureAnswer | undefined> {
    return this.#wait({ kind: "failed", id: nextId(), run: this.#parts.run, step, reason, mayRetry });
  }

  /** Agrees to a change. Throws with the reason why it cannot be agreed to now. */
  async agree(id: string, typed: Typed): Promise<void> {
    const question = this.#the(id, "confirm");
    const { store, clock, journal, run, person } = this.#parts;
    store.dispatch({ type: "ticked", now: clock.now() });
    const moment = changeMoment(store.getState(), question);
    const why = unconfirmed(question, typed, moment);
    if (why !== undefined) throw new Error(why);
    const { step, tier, restores, approval } = question;
    if (tier === 3 && !restores) {
      const { given } = approval ?? {};
      const how = given
        ? { person: given.person, how: given.how }
        : { person, how: "solo" as const, reason: typed.solo ?? "" };
      await journal.append({ type: "approval.given", run, step, ...how });
    }
    if (typed.stale !== undefined && typed.stale !== "")
      await journal.append({ type: "note", text: `${step}: confirmed on stale data` });
    this.#answer({ step, tier, by: person });
  }

  /** Takes the answer that a second person reads back. Throws with the reason why it does not count. */
  async readBack(id: string, reply: string): Promise<void> {
    const question = this.#the(id, "confirm");
    const { approval } = question;
    const { clock, person, uid } = this.#parts;
    if (!approval || clock.now() > approval.expiresAt)
      throw new Error("the code has expired: esc, then t asks for a new one");
    const about = { code: approval.code, words: wordsOf(question) ?? "" };
    const checked = checkReply(reply, about, { person, host: hostname(), uid });
    if ("refused" in checked) throw new Error(checked.refused);
    this.#update({
      ...question,
      approval: { ...approval, given: { person: checked.person, how: "code", at: clock.now() } },
    });
  }

  done(id: string, typed: Typed): void {
    const { ask } = this.#the(id, "manual");
    const values = Object.entries(ask).map(
      ([name, spec]) => [name, scalarOf(spec, typed[name] ?? "") ?? null] as const,
    );
    this.#answer({ values: Object.fromEntries(values) });
  }

  decline(id: string, reason: string): void {
    this.#the(id, "manual");
    this.#answer({ declined: `it cannot be done: ${reason}` });
  }

  /** How a run goes on that has stopped; false when it has not. */
  settle(answer: FailureAnswer): boolean {
    if (this.#open?.question.kind !== "failed") return false;
    this.#answer(answer);
    return true;
  }

  async #askSecond(ask: ConfirmAsk): Promise<Approval> {
    const { state, person, uid, clock, journal, run } = this.#parts;
    const requests = ask.previews.flatMap((preview) => preview.requests);
    const { step, title, system, environment } = ask;
    const request = approvalRequest({ run, step, title, system, environment, requests, by: person, uid }, clock.now());
    const code = askApproval(state, request);
    await journal.append({ type: "approval.asked", run, step, code });
    return { code, expiresAt: clock.now() + APPROVAL_MS };
  }

  /** Looks for the file of a second person until the question is answered. */
  #watchSecond(code: string): () => void {
    const { state, uid, clock } = this.#parts;
    const look = (): void => {
      const question = this.#open?.question;
      if (question?.kind === "confirm" && question.approval && !question.approval.given) {
        const approval = afterLook(question.approval, findApproval(state, code, uid), clock.now());
        if (approval !== question.approval) this.#update({ ...question, approval });
      }
      cancel = clock.after(POLL_MS, look);
    };
    let cancel = clock.after(POLL_MS, look);
    return () => {
      cancel();
      dropRequest(state, code);
    };
  }

  #wait<T>(question: RunQuestion): Promise<T> {
    const { stop, show } = this.#parts;
    return new Promise<T>((resolve, reject) => {
      const end = (): void => {
        stop.removeEventListener("abort", abort);
        this.#open = undefined;
        show(undefined);
      };
      const abort = (): void => {
        end();
        reject(new RunStopped("stopped"));
      };
      const answer = (value: T): void => {
        end();
        resolve(value);
      };
      if (stop.aborted) return reject(new RunStopped("stopped"));
      stop.addEventListener("abort", abort, { once: true });
      this.#open = { question, answer: answer as (value: never) => void };
      show(question);
    });
  }

  #update(question: RunQuestion): void {
    if (!this.#open) return;
    this.#open = { ...this.#open, question };
    this.#parts.show(question);
  }

  #the<K extends RunQuestion["kind"]>(id: string, kind: K): Extract<RunQuestion, { kind: K }> {
    const question = this.#open?.question;
    if (question?.id !== id || question.kind !== kind) throw new Error("it is not asked any more");
    return question as Extract<RunQuestion, { kind: K }>;
  }

  #answer(value: unknown): void {
    this.#open?.answer(value as never);
  }
}

function nextId(): string {
  asked += 1;
  return `Q${asked}`;
}

function afterLook(approval: Approval, found: ReturnType<typeof findApproval>, now: number): Approval {
  if (!found || now > approval.expiresAt) return approval;
  if ("person" in found) return { ...approval, given: { person: found.person, how: "file", at: now } };
  return approval.refused === found.refused ? approval : { ...approval, refused: found.refused };
}
