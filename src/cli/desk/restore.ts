import type { Bindings } from "../../config/load-config.ts";
import type { Duty } from "../../core/duty.ts";
import { tame } from "../../core/hostile-text.ts";
import type { LiveExpectation, RunView } from "../../core/run-view.ts";
import type { JournalWriter } from "../../journal/journal.ts";
import { JournalError } from "../../journal/journal-error.ts";
import { RunStopped } from "../../runbooks/pause.ts";
import { restoreDuty } from "../../runbooks/restore-duty.ts";
import type { CliContext } from "../context.ts";
import { handsOf, looksOf } from "../run-ports.ts";
import type { Session } from "../session.ts";
import type { Stage } from "./stage.ts";

export interface RestoreParts {
  readonly duty: Duty;
  readonly journal: JournalWriter;
  readonly session: Session;
  readonly bindings: Bindings;
  readonly context: CliContext;
  readonly person: string;
  readonly pace: number;
  readonly stage: Stage;
}

/** Restores one duty, shown as a run of one step. */
export class Restore {
  readonly #parts: RestoreParts;
  readonly #stop = new AbortController();
  readonly #startedAt: number;
  ended = false;
  left: Promise<void> = Promise.resolve();

  constructor(parts: RestoreParts) {
    this.#parts = parts;
    this.#startedAt = parts.context.clock.now();
  }

  run(): Promise<void> {
    this.left = this.#run().finally(() => {
      this.ended = true;
    });
    return this.left;
  }

  stop(): void {
    this.#stop.abort();
  }

  async #run(): Promise<void> {
    const { duty, journal, session, bindings, context, person, pace, stage } = this.#parts;
    stage.showRestore(this.#view({ doing: "begins" }));
    try {
      const restored = await restoreDuty(
        duty,
        { step: duty.step, tier: 1, by: person },
        {
          clock: context.clock,
          pace,
          journal,
          looks: looksOf(session, context),
          hands: handsOf(session, bindings, context),
          stop: this.#stop.signal,
          tell: (doing, expectation) => stage.showRestore(this.#view({ doing, ...(expectation && { expectation }) })),
        },
      );
      this.#end(restored.restored ? undefined : restored.reason);
    } catch (error) {
      if (error instanceof RunStopped) return;
      if (!(error instanceof JournalError)) throw error;
      this.#end(error.message);
    }
  }

  #end(reason: string | undefined): void {
    const { stage, duty, context } = this.#parts;
    const closed =
      reason === undefined ? { result: "done" as const } : { result: "failed" as const, reason: tame(reason, 400) };
    const view = this.#view({ closed });
    const [step] = view.steps;
    const status = reason === undefined ? ("passed" as const) : ("failed" as const);
    stage.showRestore({ ...view, steps: step ? [{ ...step, status, endedAt: context.clock.now() }] : [] });
    stage.say(
      reason === undefined ? `${duty.id} is restored and proved` : `${duty.id} is still open: ${tame(reason, 300)}`,
    );
  }

  #view(now: { doing?: string; expectation?: LiveExpectation; closed?: RunView["closed"] }): RunView {
    const { id, title, incident, runbook, system, environment, manual } = this.#parts.duty;
    const startedAt = this.#startedAt;
    const { closed, ...rest } = now;
    return {
      run: `restore ${id}`,
      incident,
      runbook,
      title: `Restore ${id}`,
      system,
      environment,
      openedAt: startedAt,
      steps: [{ id, title, type: "restore", status: "running", startedAt }],
      current: { id, prose: byHand(manual) },
      ...rest,
      ...(closed && { closed }),
    };
  }
}

/** Opsdeck restores it: the steps by hand are for when it cannot. */
function byHand(manual: readonly string[]): string {
  if (manual.length === 0) return "";
  return ["By hand, if opsdeck cannot:", "", ...manual.map((words) => `- ${words}`)].join("\n");
}
