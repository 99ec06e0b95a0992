import type { Typed } from "../core/run-question.ts";

/**
 * Where runs are started and answered, and journals are written. Each rejects with an Error that says why nothing came of
 * it, and looks itself whether the change may be made: what a dialog allowed is not enough.
 */
export interface Desk {
  /** Starts a runbook with what was filled in for its parameters. */
  start(runbook: string, typed: Typed): Promise<void>;
  /** Goes on with a run whose process died. */
  goOn(run: string, typed: Typed): Promise<void>;
  /** Ends a run whose process died and which cannot go on. */
  abandon(run: string): Promise<void>;
  /** Agrees to the change that a question is about. */
  confirm(question: string, typed: Typed): Promise<void>;
  /** The code that the second person reads back. */
  readBack(question: string, reply: string): Promise<void>;
  /** A manual step is done, with what it asks for. */
  done(question: string, typed: Typed): Promise<void>;
  /** A manual step cannot be done. */
  cannot(question: string, reason: string): Promise<void>;
  again(): Promise<void>;
  decide(decision: "skip" | "override" | "abort", reason: string): Promise<void>;
  /** Takes a run that has ended off the screen. */
  putAway(): Promise<void>;
  restore(duty: string, typed: Typed): Promise<void>;
  unlock(environment: string): Promise<void>;
  lock(): Promise<void>;
  /** With `title`, and perhaps `severity`, `lead`, `driver`, `scribe`. */
  openIncident(typed: Typed): Promise<void>;
  /** Goes on with the incident that was left open. */
  continueIncident(): Promise<void>;
  /** Writes down what of these is different now; an empty name takes a role away. */
  nameIncident(typed: Typed): Promise<void>;
  closeIncident(): Promise<void>;
  note(text: string): Promise<void>;
  /** Keeps what was told to those who are not in the room; the next update is due from now on. */
  keepUpdate(text: string): Promise<void>;
  /** Keeps the last reading of a check in the incident. */
  keepReading(checkId: string): Promise<void>;
}
