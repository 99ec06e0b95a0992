import { restoreWords } from "../../core/change-guard.ts";
import type { Typed } from "../../core/run-question.ts";
import type { CliContext } from "../context.ts";
import type { Marks } from "../marks/marks.ts";
import type { OpenedConfig } from "../open-config.ts";
import type { Session } from "../session.ts";
import { tellRestored } from "./interrupted.ts";
import type { Journals } from "./journals.ts";
import { Restore, type RestoreParts } from "./restore.ts";
import type { Stage } from "./stage.ts";

export interface RestoresParts {
  readonly session: Session;
  readonly config: OpenedConfig;
  readonly context: CliContext;
  readonly person: string;
  readonly marks: Pick<Marks, "owned">;
  readonly journals: Journals;
  readonly stage: Stage;
  /** Hears what a restore did not expect. */
  readonly failed: (error: unknown) => void;
}

/** Restores duties, one at a time, also where another cockpit leads. */
export class Restores {
  readonly #parts: RestoresParts;
  #restore: Restore | undefined;

  constructor(parts: RestoresParts) {
    this.#parts = parts;
  }

  /** Rejects with why nothing came of it, and with JournalError. */
  async begin(id: string, typed: Typed): Promise<void> {
    const { session, config, context, journals, marks } = this.#parts;
    const shown = session.store.getState().duties.find((open) => open.id === id);
    if (!shown) throw new Error(`${id} is not open any more`);
    this.#mustBeIdle();
    const words = restoreWords(shown, context.clock.now());
    if (words !== undefined && typed.words !== words) throw new Error(`it is early: type "${words}"`);
    const duty = await marks.owned(shown, journals);
    const bindings = config.bindings.get(duty.system);
    if (!bindings) throw new Error(`${duty.system} is not configured here: restore it by hand`);
    const release = await context.claim?.(duty.id);
    try {
      // While others were kept from it, another may have begun here.
      this.#mustBeIdle();
      this.#run({ duty, bindings, journal: journals.continue(duty.incident) }, release);
    } catch (error) {
      release?.();
      throw error;
    }
  }

  /** Ends what runs between two lines. */
  async end(): Promise<void> {
    this.#restore?.stop();
    await this.#restore?.left;
  }

  #run(what: Pick<RestoreParts, "duty" | "bindings" | "journal">, release: (() => void) | undefined): void {
    const { session, config, context, person, stage, journals, failed } = this.#parts;
    const restore = new Restore({ ...what, session, context, person, pace: config.pace, stage });
    this.#restore = restore;
    const over = (): void => {
      tellRestored(session.store, what.journal);
      journals.release(what.journal);
      release?.();
    };
    void restore.run().then(over, failed);
  }

  #mustBeIdle(): void {
    if (this.#restore && !this.#restore.ended) throw new Error("another duty is being restored: wait for it");
  }
}
