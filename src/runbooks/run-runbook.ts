import { ExpandError, expandPlain } from "../config/expand.ts";
import type { Bindings } from "../config/load-config.ts";
import { parseDuration } from "../core/duration.ts";
import { type Next, nextStep } from "./next-step.ts";
import { pause, RunStopped } from "./pause.ts";
import type { RunPorts } from "./ports.ts";
import { runAction } from "./run-action.ts";
import { runLook, runWait, skipReason } from "./run-look.ts";
import { runManual, runRestore } from "./run-manual.ts";
import { foldRun, type RunState } from "./run-state.ts";
import { runViewOf } from "./run-view.ts";
import type { Step } from "./runbook-schema.ts";
import { type Doing, endEntry, type RunContext, recordOf, type StepEnd, scopeOf } from "./step-context.ts";

export interface Run {
  /** Its `run.opened` line is in the journal. */
  readonly run: string;
  readonly title: string;
  readonly steps: readonly Step[];
  readonly bindings: Bindings;
}

export interface RunEnd {
  readonly result: "done" | "failed" | "aborted";
  readonly reason?: string;
}

/**
 * Runs a runbook from where its journal ends to its end. Every decision is a pure function of the journal, so a run that
 * was killed goes on as if it had not been. Rejects with RunStopped when it is told to stop, and with JournalError.
 */
export async function runRunbook(run: Run, ports: RunPorts): Promise<RunEnd> {
  const context = contextOf(run, ports);
  for (;;) {
    context.tell({});
    const { closed } = context.state();
    if (!closed) unlessStopped(ports);
    if (closed) return { result: closed.result, ...(closed.reason !== undefined && { reason: closed.reason }) };
    await act(nextStep(run.steps, context.state()), context);
  }
}

async function act(next: Next, context: RunContext): Promise<void> {
  const { run, ports } = context;
  if (next.do === "step") return oneStep(next.step, context);
  if (next.do === "ask") return askAfter(next.step, next.reason, context);
  const { result, reason } = next;
  await ports.journal.append({ type: "run.closed", run, result, ...(reason !== undefined && { reason }) });
}

async function oneStep(step: Step, context: RunContext): Promise<void> {
  const { run, ports } = context;
  const skip = recordOf(context, step.id)?.status === "running" ? undefined : skipReason(step, context);
  if (skip !== undefined) {
    await ports.journal.append({ type: "step.skipped", run, step: step.id, reason: skip });
    return;
  }
  const record = recordOf(context, step.id);
  if (record?.status !== "running") {
    await coolDown(step, record?.endedAt, context);
    await ports.journal.append({ type: "step.started", run, step: step.id, attempt: (record?.attempt ?? 0) + 1 });
  }
  context.tell({});
  const end = await stepEnd(step, context);
  // What was cut off by the stop has not failed: the next start goes on with the step.
  if (end.end === "failed") unlessStopped(ports);
  await ports.journal.append(endEntry(run, step.id, end));
}

function unlessStopped({ stop }: RunPorts): void {
  if (stop.aborted) throw new RunStopped("stopped");
}

async function stepEnd(step: Step, context: RunContext): Promise<StepEnd> {
  try {
    return await stepByType(step, context);
  } catch (error) {
    if (!(error instanceof ExpandError)) throw error;
    return { end: "failed", reason: error.message };
  }
}

function stepByType(step: Step, context: RunContext): Promise<StepEnd> {
  switch (step.type) {
    case "check":
    case "expect":
      return runLook(step, context);
    case "wait":
      return runWait(step, context);
    case "manual":
      return runManual(step, context);
    case "action":
      return runAction(step, context);
    case "restore":
      return runRestore(step, context);
    case "stop":
      return Promise.resolve({ end: "failed", reason: expandPlain(step.stop, scopeOf(context)) });
  }
}

/** Tried again, a step waits until its cool-down is over. */
async function coolDown({ cooldown }: Step, endedAt: number | undefined, { ports, tell }: RunContext): Promise<void> {
  const ms = parseDuration(cooldown ?? "");
  if (ms === undefined || endedAt === undefined) return;
  const until = endedAt + ms / ports.pace;
  tell({ doing: "cools down before the next attempt", waitUntil: until });
  await pause(until - ports.clock.now(), ports.clock, ports.stop);
}

/** The run has stopped at a step that failed: a person says how it goes on, with a reason. */
async function askAfter(step: Step, reason: string, context: RunContext): Promise<void> {
  const { run, ports } = context;
  context.tell({ doing: "stopped: try again, skip, override or abort" });
  const mayRetry = (recordOf(context, step.id)?.attempt ?? 0) < (step.attempts ?? Number.POSITIVE_INFINITY);
  const answer = await ports.ask.failed(step.id, reason, mayRetry);
  const { journal } = ports;
  if (!answer) {
    await journal.append({ type: "run.closed", run, result: "failed", reason: `${step.id}: ${reason}` });
    return;
  }
  switch (answer.do) {
    case "again":
      await coolDown(step, recordOf(context, step.id)?.endedAt, context);
      await journal.append({
        type: "step.started",
        run,
        step: step.id,
        attempt: (recordOf(context, step.id)?.attempt ?? 0) + 1,
      });
      return;
    case "skip":
      await journal.append({ type: "step.skipped", run, step: step.id, reason: answer.reason });
      return;
    case "override":
      await journal.append({ type: "step.overridden", run, step: step.id, reason: answer.reason });
      return;
    case "abort":
      await journal.append({ type: "run.closed", run, result: "aborted", reason: answer.reason });
  }
}

function contextOf({ run, title, steps, bindings }: Run, ports: RunPorts): RunContext {
  const state = (): RunState => {
    const folded = foldRun(run, ports.journal.entries());
    if (!folded) throw new Error(`the journal has no run ${run}`);
    return folded;
  };
  const { runbook, system, environment } = state().opened;
  const tell = (now: Doing): void =>
    ports.show({ ...runViewOf({ title, incident: ports.journal.incident, steps }, state()), ...now });
  return { run, runbook, system, environment, steps, bindings, ports, state, tell };
}
