import type { ActionContext, ActionKind, ActionLook, Outcome, Preview } from "../core/action.ts";
import { CheckError, toFailure } from "../core/check-error.ts";
import type { Scalar } from "../core/reading.ts";
import { isTable } from "../core/reading.ts";
import { deadline } from "./deadline.ts";
import { evidenceOf, keepEvidence } from "./evidence.ts";
import type { Confirmation, RunPorts } from "./ports.ts";
import type { RequestRecord } from "./run-state.ts";

/** One action, bound to its values: what a step or a restore sends. */
export interface Call {
  readonly kind: ActionKind;
  readonly params: unknown;
}

/** Which request it is, in the words of the journal. */
export interface RequestId {
  readonly run: string;
  readonly step: string;
  readonly request: string;
  readonly duty?: string;
  readonly effect?: "apply" | "restore";
}

/** What a person saw, and that they agreed to it. */
export interface Agreed {
  readonly previewed: Preview;
  readonly confirmation: Confirmation;
}

type Ports = Pick<RunPorts, "clock" | "pace" | "journal" | "hands" | "stop">;

/** What a kind is given to preview or look with. */
export function lookContext(call: Call, id: RequestId, ports: Ports, sentAt?: number): ActionLook<unknown> {
  return {
    params: call.params,
    clients: ports.hands.clients,
    clock: ports.clock,
    pace: ports.pace,
    key: id.request,
    step: id.step,
    ...(id.duty !== undefined && id.effect && { duty: { id: id.duty, effect: id.effect, ...markOf(id.duty, ports) } }),
    sentAt,
    evidence: (name) => evidenceOf(name, id.run, ports.journal),
    commands: ports.hands.commands,
    hashOf: ports.hands.hashOf,
    folder: ports.journal.folder,
  };
}

/** The mark that the duty was armed with: the same before and after a crash. */
function markOf(duty: string, { journal }: Ports): { readonly mark?: string } {
  const armed = journal.entries().findLast((entry) => entry.type === "duty.armed" && entry.duty === duty);
  return armed?.type === "duty.armed" && armed.mark !== undefined ? { mark: armed.mark } : {};
}

/**
 * Sends one request once. Its line is on disk before anything leaves; an answer that is lost is looked for; what became
 * of it is journaled. Rejects only when the journal cannot be written: then nothing was sent, or the next start looks.
 */
export async function send(
  call: Call,
  id: RequestId,
  { previewed, confirmation }: Agreed,
  ports: Ports,
): Promise<Outcome> {
  const { journal, hands, clock } = ports;
  const { run, step, request } = id;
  await journal.append({
    type: "request.sending",
    ...id,
    action: call.kind.kind,
    target: call.kind.target(call.params),
    preview: [...previewed.requests],
  });
  const context: ActionContext<unknown> = {
    ...lookContext(call, id, ports, clock.now()),
    writes: hands.writes(confirmation),
    previewed,
    keep: (name, value) => keepEvidence({ name, value, run, step }, journal),
  };
  const outcome = await attempted((signal) => call.kind.run(context, signal), call, ports);
  if (outcome.state !== "unknown") return answered(outcome, id, ports);
  await journal.append({ type: "request.unknown", run, step, request, reason: outcome.say });
  return resolve(call, id, clock.now(), ports);
}

/** Looks what became of a request whose answer was lost, in this process or in one that ended. */
async function resolve(call: Call, id: RequestId, sentAt: number, ports: Ports): Promise<Outcome> {
  const context = lookContext(call, id, ports, sentAt);
  const outcome = await attempted((signal) => call.kind.look(context, signal), call, ports);
  // A look that could not reach its target says nothing about the request.
  return outcome.state === "unknown" || outcome.failed
    ? { ...outcome, state: "unknown" }
    : answered(outcome, id, ports, true);
}

/** As `resolve`, for a request of the journal: what is already known of it is not asked again. */
export async function settle(call: Call, id: RequestId, record: RequestRecord, ports: Ports): Promise<Outcome> {
  if (record.state === "done") return { state: "applied", say: "it was done before", facts: record.values };
  if (record.state === "refused") return { state: "not-applied", say: "it was refused before", facts: {} };
  return resolve(call, id, record.sentAt, ports);
}

async function answered(
  outcome: Outcome,
  { run, step, request }: RequestId,
  { journal }: Ports,
  looked = false,
): Promise<Outcome> {
  await journal.append({
    type: "request.answered",
    run,
    step,
    request,
    outcome: outcome.state === "applied" ? "done" : "refused",
    note: outcome.say,
    values: scalars(outcome.facts),
    ...(looked && { looked }),
    ...(outcome.inPart && { inPart: true }),
  });
  return outcome;
}

/** Failures that prove that nothing was sent, or that the target did not take it. */
const NOT_SENT: readonly string[] = ["refused", "dns", "tls", "config", "auth", "throttled"];

const TIMEOUT_MS = 30_000;

interface Attempt extends Outcome {
  /** It ended with a failure, not with an answer. */
  readonly failed?: true;
}

async function attempted(
  work: (signal: AbortSignal) => Promise<Outcome>,
  { kind, params }: Call,
  { clock, stop }: Ports,
): Promise<Attempt> {
  const limit = deadline(kind.timeoutMs?.(params) ?? TIMEOUT_MS, clock, stop);
  try {
    return await work(limit.signal);
  } catch (error) {
    const failure = toFailure(error);
    const sure = error instanceof CheckError && NOT_SENT.includes(failure.kind);
    return { state: sure ? "not-applied" : "unknown", say: failure.message, facts: {}, failed: true };
  } finally {
    limit.cancel();
  }
}

function scalars(facts: Outcome["facts"]): Record<string, Scalar> {
  const entries = Object.entries(facts).flatMap(([name, fact]) => (isTable(fact) ? [] : [[name, fact] as const]));
  return Object.fromEntries(entries);
}
