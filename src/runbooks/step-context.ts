import type { Scope } from "../config/expand.ts";
import type { Bindings } from "../config/load-config.ts";
import type { Duty } from "../core/duty.ts";
import type { LiveExpectation } from "../core/run-view.ts";
import type { EntryBody } from "../journal/entry.ts";
import { runScope } from "./bind.ts";
import { openDuties } from "./duties.ts";
import type { RunPorts } from "./ports.ts";
import type { RunState, StepRecord } from "./run-state.ts";
import { type Step, undoOf } from "./runbook-schema.ts";

/** One run of one runbook, while it is being run. */
export interface RunContext {
  readonly run: string;
  readonly runbook: string;
  readonly system: string;
  readonly environment: string;
  readonly steps: readonly Step[];
  readonly bindings: Bindings;
  readonly ports: RunPorts;
  /** What the journal says of the run now. */
  readonly state: () => RunState;
  /** Tells the screen what is being done; replaced by the next call. */
  readonly tell: (now: Doing) => void;
}

export interface Doing {
  readonly doing?: string;
  readonly expectation?: LiveExpectation;
  readonly waitUntil?: number;
}

/** How a step ended, as its line in the journal says it. */
export type StepEnd =
  | {
      readonly end: "passed";
      readonly captured?: Readonly<Record<string, string | number | boolean | null>>;
      readonly note?: string;
    }
  | { readonly end: "failed" | "skipped" | "overridden"; readonly reason: string };

export function endEntry(run: string, step: string, end: StepEnd): EntryBody {
  if (end.end !== "passed") return { type: `step.${end.end}`, run, step, reason: end.reason };
  const { captured, note } = end;
  return {
    type: "step.passed",
    run,
    step,
    ...(captured && { captured: { ...captured } }),
    ...(note !== undefined && { note }),
  };
}

/** What the texts of a step may refer to at this moment. */
export function scopeOf({ bindings, state }: RunContext): Scope {
  const { opened, captured } = state();
  return runScope(bindings.scope, { params: opened.params ?? {}, captured });
}

/** What the journal says of a step now; undefined: nothing yet. */
export function recordOf({ state }: RunContext, step: string): StepRecord | undefined {
  return state().steps.get(step);
}

/** The duty that the step with this undo has armed in this run, whatever became of it. */
export function dutyIdOf(undo: string, context: RunContext): string | undefined {
  const cause = context.steps.find((step) => undoOf(step)?.id === undo);
  return cause && recordOf(context, cause.id)?.duty;
}

/** The same duty while it is open. */
export function openDutyOf(undo: string, context: RunContext): Duty | undefined {
  const { journal } = context.ports;
  const id = dutyIdOf(undo, context);
  return openDuties([{ id: journal.incident, entries: journal.entries(), doubtful: [] }]).find(
    (open) => open.id === id,
  );
}

/** When a step of this run ended, for `newer-than-step`. */
export function endOf(context: RunContext): (step: string) => number | undefined {
  return (step) => recordOf(context, step)?.endedAt;
}

/** The id of a check among all systems; a runbook names those of its own system by short ids. */
export function checkId({ system }: RunContext, check: string): string {
  return `${system}/${check}`;
}
