import { ExpandError, expandPlain } from "../config/expand.ts";
import type { Outcome, Preview, Tier } from "../core/action.ts";
import { CheckError, toFailure } from "../core/check-error.ts";
import { isTable, type Scalar } from "../core/reading.ts";
import { armDuty, dutyTitle, restorableBy } from "./arm-duty.ts";
import { bindCalls, openCalls, previewCalls } from "./calls.ts";
import { identify } from "./identity.ts";
import { noteDuty } from "./note-duty.ts";
import type { Confirmation } from "./ports.ts";
import { whyNotSent } from "./prove-again.ts";
import { type Call, send, settle } from "./request.ts";
import type { RequestRecord } from "./run-state.ts";
import { type Step, undoOf } from "./runbook-schema.ts";
import { type RunContext, recordOf, type StepEnd, scopeOf } from "./step-context.ts";

type ActionStep = Extract<Step, { type: "action" }>;

/**
 * Makes the change of a step: target proved, previewed, confirmed, then, for each request, proved and previewed again, the
 * duty armed, and sent once. What is already known of a request is not sent again: found unanswered after a crash, it is
 * looked for.
 */
export async function runAction(step: ActionStep, context: RunContext): Promise<StepEnd> {
  try {
    const calls = openCalls(bindCalls(step.calls, scopeOf(context)), context.ports.hands);
    const known = calls.map((_call, index) => lastRequest(step.id, index, context));
    const lost = await findLost(calls, known, step, context);
    if (lost) return lost;
    if (known.every((record) => record?.state === "done")) return passed(step, known.map(outcomeOf));
    const left = calls.filter((_call, index) => known[index]?.state !== "done");
    const agreed = await agree(step, left, context);
    if ("end" in agreed) return agreed;
    return await sendAll(step, calls, agreed, context);
  } catch (error) {
    if (!(error instanceof ExpandError) && !(error instanceof CheckError)) throw error;
    return failed(`nothing was changed: ${toFailure(error).message}`);
  }
}

/** Requests of which nothing was heard. Found out now, the step ends by what is known; undefined when there are none. */
async function findLost(
  calls: readonly Call[],
  known: readonly (RequestRecord | undefined)[],
  step: ActionStep,
  context: RunContext,
): Promise<StepEnd | undefined> {
  for (const [index, record] of known.entries()) {
    const call = calls[index];
    if (!call || (record?.state !== "sending" && record?.state !== "unknown")) continue;
    context.tell({ doing: `looks what became of ${call.kind.kind}` });
    const id = { ...identityOf(step, context), request: record.request };
    const outcome = await settle(call, id, record, context.ports);
    await noteDuty({ step: step.id, index, outcome, call }, context);
    if (outcome.state !== "applied") return lostEnd(outcome, call, index);
    const rest = known.slice(index + 1).some((later) => later?.state !== "done") && index + 1 < calls.length;
    if (rest) return failed(`${call.kind.kind} was done before opsdeck ended; what follows it was not: try again`);
    const after = calls.map((_call, at) => lastRequest(step.id, at, context));
    return passed(step, after.map(outcomeOf));
  }
  return undefined;
}

/** The requests of a step go out one after the other: with the second, the first was done. */
function lostEnd(outcome: Outcome, { kind }: Call, index: number): StepEnd {
  const before = index === 0 ? "" : "what came before was done: ";
  if (outcome.inPart) return failed(`${before}${kind.kind} failed: ${outcome.say}. Part of it may have happened`);
  return outcome.state === "unknown"
    ? failed(
        `${before}nobody knows whether ${kind.kind} was done: ${outcome.say}. Try again looks again and sends nothing`,
      )
    : failed(`${before}${kind.kind} was not done: ${outcome.say}`);
}

interface Agreement {
  readonly confirmation: Confirmation;
  /** Of the calls that are still to be made. */
  readonly previews: ReadonlyMap<Call, Preview>;
}

async function agree(step: ActionStep, calls: readonly Call[], context: RunContext): Promise<Agreement | StepEnd> {
  const { ports, environment, system, tell } = context;
  const limit = spent(step, calls, context);
  if (limit !== undefined) return failed(limit);
  const identity = await identify(context);
  if (!identity.holds) return failed(`nothing was changed: ${identity.reason}`);
  tell({ doing: "previews the change" });
  const previews = await previewCalls(calls, identityOf(step, context), ports);
  const undo = undoOf(step);
  const restorable = await restorableBy(step, context);
  tell({ doing: "waits for a person to confirm" });
  const answer = await ports.ask.confirm({
    system,
    environment,
    step: step.id,
    title: step.title,
    tier: tierOf(step, calls),
    identity: identity.seen,
    previews,
    undo: dutyTitle(step),
    manual: (undo?.manual ?? []).map((words) => expandPlain(words, scopeOf(context))),
    ...(restorable !== undefined && { restorable }),
  });
  if ("declined" in answer) return failed(`nothing was changed: ${answer.declined}`);
  return { confirmation: answer, previews: new Map(calls.flatMap((call, at) => pairOf(call, previews[at]))) };
}

function pairOf(call: Call, preview: Preview | undefined): (readonly [Call, Preview])[] {
  return preview ? [[call, preview]] : [];
}

/** The greatest of what the step says and what its kinds demand. */
export function tierOf(step: Step, calls: readonly Call[]): Tier {
  return Math.max(1, step.tier ?? 1, ...calls.map((call) => call.kind.minTier)) as Tier;
}

/** Why it may not be tried again; undefined when it may. The step and the system file bound it, the lower bound counts. */
function spent(step: ActionStep, calls: readonly Call[], context: RunContext): string | undefined {
  // What is left after the first request was done is not another try.
  if (lastRequest(step.id, 0, context)?.state === "done") return undefined;
  const { commands } = context.ports.hands;
  const bounds = calls.flatMap(({ kind, params }) => kind.attempts?.(params, commands) ?? []);
  const most = Math.min(step.attempts ?? Number.POSITIVE_INFINITY, ...bounds);
  const sent = [...(recordOf(context, step.id)?.requests.keys() ?? [])].filter((id) => id.endsWith(":0")).length;
  return sent >= most ? `it was tried ${sent === 1 ? "once" : `${sent} times`}, which is all it may be` : undefined;
}

async function sendAll(
  step: ActionStep,
  calls: readonly Call[],
  { confirmation, previews }: Agreement,
  context: RunContext,
): Promise<StepEnd> {
  const outcomes: Outcome[] = [];
  for (const [index, call] of calls.entries()) {
    const before = lastRequest(step.id, index, context);
    const previewed = previews.get(call);
    if (before?.state === "done" || !previewed) {
      outcomes.push(outcomeOf(before));
      continue;
    }
    const first = outcomes.length === 0;
    const stop = await whyNotSent({ call, previewed, first }, identityOf(step, context), context);
    if (stop !== undefined) return notSent(call, outcomes, stop);
    await armDuty(step, context);
    context.tell({ doing: `at work: ${previewed.effect}` });
    const id = { ...identityOf(step, context), request: requestId(step.id, index, context) };
    const outcome = await send(call, id, { previewed, confirmation }, context.ports);
    await noteDuty({ step: step.id, index, outcome, call }, context);
    if (outcome.state !== "applied") return lostEnd(outcome, call, index);
    outcomes.push(outcome);
  }
  return passed(step, outcomes);
}

/** What stops a request once it was agreed to. What was sent before it stays. */
function notSent({ kind }: Call, before: readonly Outcome[], why: string): StepEnd {
  const first = before.length === 0;
  return failed(`${first ? "nothing was changed" : "what came before was done"}: ${kind.kind} was not sent: ${why}`);
}

function identityOf(step: ActionStep, context: RunContext) {
  const duty = recordOf(context, step.id)?.duty;
  return { run: context.run, step: step.id, ...(duty !== undefined && { duty, effect: "apply" as const }) };
}

function requestId(step: string, index: number, context: RunContext): string {
  return `${context.run}:${step}:${recordOf(context, step)?.attempt ?? 1}:${index}`;
}

/** What the journal says last of one request of a step, over all attempts. */
function lastRequest(step: string, index: number, context: RunContext): RequestRecord | undefined {
  const own = `${context.run}:${step}:`;
  const records = [...(recordOf(context, step)?.requests.values() ?? [])];
  return records.findLast(({ request }) => request.startsWith(own) && request.endsWith(`:${index}`));
}

function outcomeOf(record: RequestRecord | undefined): Outcome {
  return { state: "applied", say: "", facts: record?.values ?? {} };
}

function passed(step: ActionStep, outcomes: readonly Outcome[]): StepEnd {
  const facts = Object.assign({}, ...outcomes.map((outcome) => outcome.facts)) as Outcome["facts"];
  const captured = Object.entries(step.capture ?? {}).map(([name, fact]): [string, Scalar] => {
    const value = typeof fact === "string" ? facts[fact] : undefined;
    return [name, value === undefined || isTable(value) ? null : value];
  });
  return { end: "passed", captured: Object.fromEntries(captured) };
}

function failed(reason: string): StepEnd {
  return { end: "failed", reason };
}
