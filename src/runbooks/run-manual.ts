import { expandPlain } from "../config/expand.ts";
import { callWords, type Duty } from "../core/duty.ts";
import { armDuty, dutyTitle } from "./arm-duty.ts";
import type { Confirmation } from "./ports.ts";
import { restoreDuty } from "./restore-duty.ts";
import type { Step } from "./runbook-schema.ts";
import { dutyIdOf, openDutyOf, type RunContext, recordOf, type StepEnd, scopeOf } from "./step-context.ts";

/** What a person does, and says that it is done. The duty stands before they are asked, since nobody sees when they begin. */
export async function runManual(step: Extract<Step, { type: "manual" }>, context: RunContext): Promise<StepEnd> {
  const { ports, tell, run } = context;
  await armDuty(step, context);
  tell({ doing: "waits for a person" });
  const answer = await ports.ask.manual({
    step: step.id,
    title: step.title,
    manual: step.manual.map((words) => expandPlain(words, scopeOf(context))),
    ask: step.ask,
    undo: dutyTitle(step),
  });
  if ("declined" in answer) return { end: "failed", reason: answer.declined };
  const duty = recordOf(context, step.id)?.duty;
  if (duty !== undefined) await ports.journal.append({ type: "duty.applied", duty, run, note: "by hand" });
  return { end: "passed", captured: answer.values };
}

/** Puts back what an earlier step changed. A step that armed nothing leaves nothing to restore. */
export async function runRestore(step: Extract<Step, { type: "restore" }>, context: RunContext): Promise<StepEnd> {
  const { ports, run, tell } = context;
  const id = dutyIdOf(step.restore, context);
  if (id === undefined) return { end: "skipped", reason: `${step.restore} was not changed in this run` };
  const duty = openDutyOf(step.restore, context);
  if (!duty) return { end: "passed", note: `${id} is discharged already` };
  const confirmation = await confirmRestore(step, duty, context);
  if ("declined" in confirmation) return { end: "failed", reason: confirmation.declined };
  const restored = await restoreDuty(duty, confirmation, {
    ...ports,
    step: step.id,
    tell: (doing, expectation) => tell({ doing, ...(expectation && { expectation }) }),
  });
  return restored.restored
    ? { end: "passed", note: `${id} discharged (${run})` }
    : { end: "failed", reason: restored.reason };
}

/** Never more than tier 1: a restore is not held up by what protects a change. */
function confirmRestore(
  step: Extract<Step, { type: "restore" }>,
  { title, how }: Duty,
  { ports, system, environment }: RunContext,
): Promise<Confirmation | { readonly declined: string }> {
  return ports.ask.confirm({
    system,
    environment,
    step: step.id,
    title: step.title,
    tier: 1,
    identity: [],
    previews: [{ requests: how.map(callWords), effect: `puts an end to: ${title}` }],
    undo: "it is the undo",
    manual: [],
  });
}
