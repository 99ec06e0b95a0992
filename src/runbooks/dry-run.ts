import { ExpandError, expandPlain } from "../config/expand.ts";
import { CheckError, toFailure } from "../core/check-error.ts";
import { describeTest } from "../core/describe-test.ts";
import type { CheckPlan } from "../core/plan.ts";
import type { Reading } from "../core/reading.ts";
import { factsOf, verdictsOf } from "../core/test-parts.ts";
import { dutyTitle } from "./arm-duty.ts";
import { bindCalls, openCalls, previewCalls } from "./calls.ts";
import { type Rehearsed, rehearse } from "./rehearse.ts";
import { tierOf } from "./run-action.ts";
import { skipReason } from "./run-look.ts";
import type { Step } from "./runbook-schema.ts";
import { checkId, type RunContext, scopeOf } from "./step-context.ts";

/** What a step would do. `ok` is false when it could not even be previewed. */
export interface DryStep {
  readonly step: string;
  readonly ok: boolean;
  readonly lines: readonly string[];
  /** What it waits for, judged by what is seen now. */
  readonly expects: readonly Rehearsed[];
}

/** Resolves and previews every step, in order. Only looks that do nothing but read are made; nobody is asked, nothing is kept. */
export async function dryRun(given: RunContext, show: (step: DryStep) => void): Promise<boolean> {
  const context = lookingOnce(given);
  let good = true;
  for (const step of context.steps) {
    const dry = await dryStep(step, context);
    good &&= dry.ok;
    show(dry);
  }
  return good;
}

/** Each check is looked at once, however many steps ask for it. */
function lookingOnce(context: RunContext): RunContext {
  const { looks } = context.ports;
  const seen = new Map<string, Promise<Reading>>();
  const look = (id: string): Promise<Reading> => {
    const reading = seen.get(id) ?? looks.look(id);
    seen.set(id, reading);
    return reading;
  };
  return { ...context, ports: { ...context.ports, looks: { ...looks, look } } };
}

async function dryStep(step: Step, context: RunContext): Promise<DryStep> {
  try {
    const skip = knownSkip(step, context);
    if (skip !== undefined) return { step: step.id, ok: true, lines: [`would be skipped: ${skip}`], expects: [] };
    const lines = await linesOf(step, context);
    return {
      step: step.id,
      ok: true,
      lines,
      expects: await rehearse(step, context, (plan) => readsOnly(plan, context)),
    };
  } catch (error) {
    if (!(error instanceof ExpandError) && !(error instanceof CheckError)) throw error;
    // What an earlier step captures is known in a real run only.
    const later = error instanceof ExpandError && error.message.startsWith("${step.");
    return {
      step: step.id,
      ok: later,
      lines: [later ? "depends on what an earlier step sees" : toFailure(error).message],
      expects: [],
    };
  }
}

/** Why a step would be skipped, where only parameters decide: what a step will have captured is not known yet. */
function knownSkip(step: Step, context: RunContext): string | undefined {
  const facts = step.when ? factsOf(step.when) : [];
  const isKnown = facts.length > 0 && facts.every((name) => name.startsWith("param."));
  return step.when && isKnown && verdictsOf(step.when).length === 0 ? skipReason(step, context) : undefined;
}

async function linesOf(step: Step, context: RunContext): Promise<readonly string[]> {
  switch (step.type) {
    case "check":
      return lookLines(step.check, context);
    case "expect":
      return [
        `expects ${describeTest(expandPlain(step.expect.when, scopeOf(context)))}`,
        ...(await lookLines(step.expect.check, context)),
      ];
    case "wait":
      return [`waits ${step.wait}`];
    case "manual":
      return [
        ...step.manual.map((words) => `by hand: ${expandPlain(words, scopeOf(context))}`),
        `undo: ${dutyTitle(step)}`,
      ];
    case "restore":
      return [`restores ${step.restore}`];
    case "stop":
      return [`stops: ${expandPlain(step.stop, scopeOf(context))}`];
    case "action":
      return actionLines(step, context);
  }
}

async function actionLines(step: Extract<Step, { type: "action" }>, context: RunContext): Promise<readonly string[]> {
  const calls = openCalls(bindCalls(step.calls, scopeOf(context)), context.ports.hands);
  const previews = await previewCalls(calls, { run: context.run, step: step.id }, context.ports);
  return [
    `tier ${tierOf(step, calls)}`,
    ...previews.flatMap(({ requests, effect, count }) => [
      ...requests,
      `→ ${effect}${count === undefined ? "" : ` (${count})`}`,
    ]),
    `undo: ${dutyTitle(step)}`,
  ];
}

async function lookLines(check: string, context: RunContext): Promise<readonly string[]> {
  const plan = context.ports.looks.plan(checkId(context, check));
  if (!plan) throw new CheckError("config", `there is no check ${check}`);
  if (!readsOnly(plan, context)) return [`${check} is not looked at: that would do more than read`];
  const reading = await context.ports.looks.look(plan.id);
  return [`${check} is ${reading.verdict}: ${reading.summary}`];
}

function readsOnly(plan: CheckPlan, context: RunContext): boolean {
  return lookedAt(plan, context).every(isHarmless);
}

/** What a look at a check begins: itself or the check whose answer it judges, and the first looks of those that it needs. */
function lookedAt(plan: CheckPlan, { ports }: RunContext): readonly CheckPlan[] {
  const sourceOf = (one: CheckPlan) => (one.from === undefined ? undefined : ports.looks.plan(one.from)) ?? one;
  const needed = (plan.needs ?? []).map(ports.looks.plan).filter((one) => one !== undefined);
  return [plan, ...needed].map(sourceOf);
}

/** A look that tells nobody and sends no POST. */
function isHarmless({ effect, kind, params }: CheckPlan): boolean {
  return effect === "none" && kind.needsEffect?.(params) !== true;
}
