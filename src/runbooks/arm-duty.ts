import { randomUUID } from "node:crypto";
import { expandPlain, type Scope } from "../config/expand.ts";
import { CheckError } from "../core/check-error.ts";
import { parseDuration } from "../core/duration.ts";
import { callWords, type SecretProof } from "../core/duty.ts";
import { markText } from "../core/duty-mark.ts";
import type { Json } from "../core/json.ts";
import { SecretText } from "../core/secret.ts";
import type { BodyOf } from "../journal/entry.ts";
import { bindCalls, openCalls } from "./calls.ts";
import type { RunPorts } from "./ports.ts";
import { type RestoreSpec, type Step, undoOf } from "./runbook-schema.ts";
import { type RunContext, recordOf, scopeOf } from "./step-context.ts";

/** What stays to be done after a step, for its dialog. */
export function dutyTitle(step: Step): string {
  const undo = undoOf(step);
  if (undo) return undo.title;
  const none = "undo" in step && step.undo && "nothing-to-undo" in step.undo;
  return none ? `nothing to undo: ${step.undo["nothing-to-undo"]}` : "";
}

/**
 * Writes down what must be restored, before anything is changed: all that restoring needs, without the runbook and
 * without a secret. Rejects with CheckError when the restore could not be made: then nothing must be broken.
 */
export async function armDuty(step: Step, context: RunContext): Promise<void> {
  const undo = undoOf(step);
  if (!undo || recordOf(context, step.id)?.duty !== undefined) return;
  const { journal } = context.ports;
  const body = await dutyOf(undo, step, armingOf(context));
  const duty = journal.nextDuty();
  await journal.append({ type: "duty.armed", duty, ...body, ...markOf(step, duty, context) });
}

/**
 * What the step's kinds leave at their target while the duty is open. Of a repair, which a later step may keep, nothing is
 * left: nobody would take it away.
 */
function markOf(step: Step, duty: string, { runbook, steps, ports }: RunContext): { readonly mark?: string } {
  const { journal, hands, clock } = ports;
  const calls = step.type === "action" ? step.calls : [];
  const holds = calls.some(({ action }) => hands.kinds.some(({ kind, marks }) => kind === action && marks));
  const kept = steps.some((other) => other.type === "expect" && other.keeps === undoOf(step)?.id);
  if (!holds || kept) return {};
  const { host, by } = journal.author;
  const who = { host, by: by.replace(/ uid=.*$/, ""), at: clock.now() };
  return { mark: markText({ duty, incident: journal.incident, ...who, runbook, step: step.id }) };
}

/**
 * Proves that what a step changes could be restored, before anybody is asked to change it: how, in words; undefined where
 * nothing is to be restored. Rejects as `armDuty` does.
 */
export async function restorableBy(step: Step, context: RunContext): Promise<string | undefined> {
  const undo = undoOf(step);
  if (!undo) return undefined;
  const { how, secret } = await dutyOf(undo, step, armingOf(context));
  if (how.length === 0) return undefined;
  const sent = how.map(callWords).join(", then ");
  return `R restores it by ${sent}${secret ? `; the secret ${secret.name} is at hand for it` : ""}`;
}

/** What a duty is made of, besides the step and its undo. */
export interface Arming extends Pick<RunContext, "run" | "runbook" | "system" | "environment" | "steps"> {
  readonly scope: Scope;
  readonly ports: Pick<RunPorts, "clock" | "pace" | "hands">;
}

function armingOf(context: RunContext): Arming {
  return { ...context, scope: scopeOf(context) };
}

/** Everything that restoring what a step changes needs. Rejects with CheckError or ExpandError when it could not be restored. */
export async function dutyOf(
  undo: RestoreSpec,
  step: Step,
  arming: Arming,
): Promise<Omit<BodyOf<"duty.armed">, "type" | "duty">> {
  const { run, runbook, system, environment, ports, scope } = arming;
  const how = bindCalls(undo.how ?? [], scope);
  openCalls(how, ports.hands);
  const secret = undo.secret === undefined ? undefined : await proved(undo.secret, arming);
  const now = ports.clock.now();
  return {
    run,
    runbook,
    step: step.id,
    system,
    environment,
    title: expandPlain(undo.title, scope),
    how: how as unknown as Json[],
    manual: undo.manual.map((words) => expandPlain(words, scope)),
    proof: expandPlain(undo.proof, scope) as unknown as Json[],
    ...dated("notBefore", undo.notBefore, now, ports.pace),
    ...dated("dueBy", undo.due, now, ports.pace),
    ...(undo.after !== undefined && { after: stepWithUndo(undo.after, arming) }),
    ...(secret && { secret }),
  };
}

function stepWithUndo(id: string, { steps }: Arming): string {
  const step = steps.find((one) => undoOf(one)?.id === id);
  if (!step) throw new CheckError("config", `no step has the undo ${id}`);
  return step.id;
}

/** The value that the restore will set is known now, and its hash is kept: a break that nobody can undo is refused. */
async function proved(name: string, { ports, scope }: Arming): Promise<SecretProof> {
  const secret = scope.secrets[name];
  if (!secret)
    throw new CheckError("config", `the restore needs the secret ${name}, which the system file does not have`);
  const salt = randomUUID();
  return { name, salt, hash: await ports.hands.hashOf(salted(salt, secret)) };
}

/** The text whose hash is kept of a secret. */
export function salted(salt: string, secret: SecretText): SecretText {
  return new SecretText([salt, ...secret.parts]);
}

function dated(name: "notBefore" | "dueBy", after: string | undefined, now: number, pace: number) {
  const ms = parseDuration(after ?? "");
  return ms === undefined ? {} : { [name]: new Date(now + ms / pace).toISOString() };
}
