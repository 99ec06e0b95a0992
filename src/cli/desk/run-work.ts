import { tame } from "../../core/hostile-text.ts";
import type { RunView } from "../../core/run-view.ts";
import type { EntryBody } from "../../journal/entry.ts";
import type { JournalWriter } from "../../journal/journal.ts";
import { JournalError } from "../../journal/journal-error.ts";
import { RunStopped } from "../../runbooks/pause.ts";
import type { FailureAnswer } from "../../runbooks/ports.ts";
import { type RunEnd, runRunbook } from "../../runbooks/run-runbook.ts";
import type { Job } from "../run-job.ts";
import { handsOf, looksOf } from "../run-ports.ts";
import { Questions } from "./questions.ts";
import type { Stage } from "./stage.ts";

export type Decision = Extract<FailureAnswer, { reason: string }>;

export interface RunWorkParts {
  readonly job: Job;
  readonly journal: JournalWriter;
  /** Its `run.opened` line is in the journal. */
  readonly run: string;
  /** The state directory. */
  readonly state: string;
  readonly person: string;
  readonly stage: Stage;
}

/**
 * One run of one runbook in the cockpit. A run is what its journal says: to skip, override or abort a step that waits, the
 * run is stopped between two lines, the decision is written, and the run goes on from there.
 */
export class RunWork {
  readonly #parts: RunWorkParts;
  #questions: Questions | undefined;
  #stop = new AbortController();
  #decision: { readonly decision: Decision; readonly step: string } | undefined;
  #view: RunView | undefined;
  ended = false;
  /** Resolves when nothing is on its way any more. */
  left: Promise<void> = Promise.resolve();

  constructor(parts: RunWorkParts) {
    this.#parts = parts;
  }

  get questions(): Questions {
    if (!this.#questions) throw new Error("nothing is asked");
    return this.#questions;
  }

  run(): Promise<void> {
    this.left = this.#run().finally(() => {
      this.ended = true;
    });
    return this.left;
  }

  /** Ends it between two lines; it goes on at the next start. */
  stop(): void {
    this.#stop.abort();
  }

  decide(decision: Decision): void {
    if (this.questions.settle(decision)) return;
    this.#decision = { decision, step: this.#view?.current?.id ?? "" };
    this.#stop.abort();
  }

  async #run(): Promise<void> {
    const { stage, job } = this.#parts;
    try {
      const end = await this.#untilEnd();
      if (end) stage.say(`${end.result}: ${job.runbook.head.title}`);
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      this.#broken(error.message);
    }
  }

  async #untilEnd(): Promise<RunEnd | undefined> {
    for (;;) {
      try {
        return await this.#once();
      } catch (error) {
        const decided = this.#decision;
        if (!(error instanceof RunStopped)) throw error;
        if (!decided) return undefined;
        this.#decision = undefined;
        await this.#parts.journal.append(decisionEntry(this.#parts.run, decided.step, decided.decision));
      }
    }
  }

  #once(): Promise<RunEnd> {
    const { job, journal, run, state, person, stage } = this.#parts;
    const { runbook, bindings, session, context, pace, system } = job;
    this.#stop = new AbortController();
    const steps = runbook.steps.map((one) => one.step);
    this.#questions = new Questions({
      store: session.store,
      clock: context.clock,
      state,
      person,
      uid: process.getuid?.() ?? -1,
      run,
      journal,
      identityChecks: (bindings.head.identity ?? []).map(({ check }) => `${system}/${check}`),
      isRestore: (id) => steps.some((step) => step.id === id && step.type === "restore"),
      show: (question) => stage.ask(question),
      stop: this.#stop.signal,
    });
    return runRunbook(
      { run, title: runbook.head.title, steps, bindings },
      {
        clock: context.clock,
        pace,
        journal,
        looks: looksOf(session, context),
        hands: handsOf(session, bindings, context),
        ask: this.#questions,
        show: (view) => this.#show(view),
        stop: this.#stop.signal,
      },
    );
  }

  #show(view: RunView): void {
    this.#view = view;
    this.#parts.stage.showRun(view);
  }

  /** A journal that cannot be written ends the run here: nothing is sent that is not written down first. */
  #broken(message: string): void {
    if (this.#view) this.#show({ ...this.#view, closed: { result: "failed", reason: tame(message, 400) } });
    this.#parts.stage.ask(undefined);
    this.#parts.stage.say(tame(message, 400));
  }
}

function decisionEntry(run: string, step: string, { do: decision, reason }: Decision): EntryBody {
  if (decision === "abort") return { type: "run.closed", run, result: "aborted", reason };
  return { type: decision === "skip" ? "step.skipped" : "step.overridden", run, step, reason };
}
