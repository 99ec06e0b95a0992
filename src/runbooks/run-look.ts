import { expandPlain } from "../config/expand.ts";
import { describeTest } from "../core/describe-test.ts";
import { parseDuration } from "../core/duration.ts";
import { evaluate } from "../core/evaluate.ts";
import type { Reading } from "../core/reading.ts";
import { isUnknown } from "../core/truth.ts";
import { readingEntry } from "../journal/reading-entry.ts";
import { captured } from "./captured.ts";
import { identify } from "./identity.ts";
import { meet } from "./meet.ts";
import { pause } from "./pause.ts";
import type { Step } from "./runbook-schema.ts";
import { checkId, endOf, openDutyOf, type RunContext, recordOf, type StepEnd, scopeOf } from "./step-context.ts";

type Looking = Extract<Step, { type: "check" | "expect" }>;

/** Looks, or waits for what is expected. A look that writes is confirmed like a change, and made once. */
export async function runLook(step: Looking, context: RunContext): Promise<StepEnd> {
  const id = checkId(context, step.type === "check" ? step.check : step.expect.check);
  const plan = context.ports.looks.plan(id);
  if (!plan) return { end: "failed", reason: `there is no check ${id}` };
  const look = () => (step.type === "check" ? lookOnce(step, id, context) : waitFor(step, id, context));
  return plan.effect === "writes" ? await writingLook(step, id, look, context) : await look();
}

async function writingLook(
  step: Looking,
  check: string,
  look: () => Promise<StepEnd>,
  context: RunContext,
): Promise<StepEnd> {
  const { run, ports } = context;
  const record = recordOf(context, step.id);
  const request = `${run}:${step.id}:${record?.attempt ?? 1}:0`;
  if (record?.requests.has(request)) {
    return {
      end: "failed",
      reason: "it was sent before opsdeck ended, and its answer is lost: try again sends it anew",
    };
  }
  const refused = await confirmLook(step, check, context);
  if (refused !== undefined) return { end: "failed", reason: refused };
  const preview = [...sentBy(check, context)];
  await ports.journal.append({
    type: "request.sending",
    run,
    step: step.id,
    request,
    action: "look",
    target: check,
    preview,
  });
  const end = await look();
  const note = end.end === "passed" ? (end.note ?? "") : end.reason;
  await ports.journal.append({ type: "request.answered", run, step: step.id, request, outcome: "done", note });
  return end;
}

function sentBy(check: string, { ports }: RunContext): readonly string[] {
  const plan = ports.looks.plan(check);
  return plan?.kind.sends?.(plan.params) ?? [`look by ${check}`];
}

async function confirmLook(step: Looking, id: string, context: RunContext): Promise<string | undefined> {
  const identity = await identify(context);
  if (!identity.holds) return `nothing was changed: ${identity.reason}`;
  const { system, environment, ports } = context;
  const answer = await ports.ask.confirm({
    system,
    environment,
    step: step.id,
    title: step.title,
    tier: step.tier ?? 2,
    identity: identity.seen,
    previews: [
      { requests: sentBy(id, context), effect: "a real request: the target takes it and keeps what comes of it" },
    ],
    undo: "nothing to undo",
    manual: [],
  });
  if ("declined" in answer) return `nothing was changed: ${answer.declined}`;
  // Minutes may have passed since it was proved.
  const again = await identify(context);
  return again.holds ? undefined : `nothing was changed: ${again.reason}`;
}

async function lookOnce(step: Extract<Step, { type: "check" }>, id: string, context: RunContext): Promise<StepEnd> {
  context.tell({ doing: `looks at ${step.check}` });
  const reading = await context.ports.looks.look(id);
  await keep(reading, step.id, context);
  if (!step.in.includes(reading.verdict)) {
    return { end: "failed", reason: `${step.check} is ${reading.verdict}: ${reading.summary}` };
  }
  return { end: "passed", captured: captured(step, reading, context), note: reading.summary };
}

async function waitFor(step: Extract<Step, { type: "expect" }>, id: string, context: RunContext): Promise<StepEnd> {
  const { ports } = context;
  const begun = recordOf(context, step.id)?.startedAt ?? ports.clock.now();
  const met = await meet(
    {
      check: id,
      when: expandPlain(step.expect.when, scopeOf(context)),
      withinMs: pacedMs(step.within, ports.pace),
      holdMs: pacedMs(step.hold, ports.pace) ?? 0,
      looks: step.attempts,
      since: begun,
      begun,
      endOf: endOf(context),
    },
    ports,
    (expectation) => context.tell({ doing: `waits for ${step.expect.check}`, expectation }),
  );
  if (!met.met) return { end: "failed", reason: met.reason };
  await keep(met.reading, step.id, context);
  if (step.keeps !== undefined) await endDuty(step.keeps, met.reading, step.id, context);
  return { end: "passed", captured: captured(step, met.reading, context), note: met.reading.summary };
}

/** The change shall stay, which this reading proves: nothing is owed any more. A step that changed nothing owes nothing. */
async function endDuty(undo: string, { checkId: check, at, summary }: Reading, step: string, context: RunContext) {
  const { journal } = context.ports;
  const duty = openDutyOf(undo, context);
  if (!duty) return;
  const proof = [{ check, at: new Date(at).toISOString(), summary }];
  await journal.append({ type: "duty.discharged", duty: duty.id, run: context.run, step, proof });
}

/** Waits from the moment at which the step began, also over a restart. */
export async function runWait(step: Extract<Step, { type: "wait" }>, context: RunContext): Promise<StepEnd> {
  const { clock, pace, stop } = context.ports;
  const begun = recordOf(context, step.id)?.startedAt ?? clock.now();
  const until = begun + (pacedMs(step.wait, pace) ?? 0);
  context.tell({ doing: "waits", waitUntil: until });
  await pause(until - clock.now(), clock, stop);
  return { end: "passed" };
}

/** Why a step is skipped: its `when` does not hold, or cannot be told. Undefined: it is not. */
export function skipReason(step: Step, context: RunContext): string | undefined {
  if (!step.when) return undefined;
  const { state, ports } = context;
  const { opened, captured: facts } = state();
  const params = Object.entries(opened.params ?? {}).map(([name, value]) => [`param.${name}`, value]);
  const truth = evaluate(expandPlain(step.when, scopeOf(context)), {
    facts: { ...facts, ...Object.fromEntries(params) },
    now: ports.clock.now(),
    pace: ports.pace,
    samples: () => [],
    verdictOf: (check) => ports.looks.verdictOf(checkId(context, check)),
    endOf: endOf(context),
  });
  if (truth === true) return undefined;
  const words = describeTest(step.when);
  return isUnknown(truth) ? `only when ${words}, which cannot be told: ${truth.unknown}` : `only when ${words}`;
}

function pacedMs(text: string | undefined, pace: number): number | undefined {
  const ms = parseDuration(text ?? "");
  return ms === undefined ? undefined : ms / pace;
}

async function keep(reading: Reading, step: string, { run, ports }: RunContext): Promise<void> {
  await ports.journal.append({ type: "reading", run, step, reading: readingEntry(reading) });
}
