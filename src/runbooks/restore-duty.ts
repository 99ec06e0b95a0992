import { z } from "zod";
import { ExpandError } from "../config/expand.ts";
import { CheckError, toFailure } from "../core/check-error.ts";
import { parseDuration } from "../core/duration.ts";
import type { Duty } from "../core/duty.ts";
import type { Reading } from "../core/reading.ts";
import type { LiveExpectation } from "../core/run-view.ts";
import type { JournalEntry } from "../journal/entry.ts";
import { readingEntry } from "../journal/reading-entry.ts";
import { salted } from "./arm-duty.ts";
import type { Bound } from "./bind.ts";
import { openCalls, previewCalls } from "./calls.ts";
import { openDuties } from "./duties.ts";
import { meet } from "./meet.ts";
import type { Confirmation, RunPorts } from "./ports.ts";
import { type Call, send, settle } from "./request.ts";
import { knownRequest, lastAttempt } from "./restore-attempt.ts";
import { type Proof, proofSchema } from "./runbook-schema.ts";

export type Restored = { readonly restored: true } | { readonly restored: false; readonly reason: string };

export interface RestorePorts extends Pick<RunPorts, "clock" | "pace" | "journal" | "looks" | "hands" | "stop"> {
  readonly tell: (doing: string, expectation?: LiveExpectation) => void;
  /** The step of the run that restores; absent: a person restores without the run. */
  readonly step?: string;
}

const boundCalls = z.array(z.object({ action: z.string(), with: z.custom<Bound>() }));

/**
 * Puts one thing back and proves it: the requests in order, each sent once, then every proof. Guards that protect a
 * change do not apply. Interrupted, it goes on where the journal ends; the duty is discharged by readings only. Rejects
 * only when the journal cannot be written.
 */
export async function restoreDuty(duty: Duty, confirmation: Confirmation, ports: RestorePorts): Promise<Restored> {
  const first = dutyBefore(duty, ports);
  if (first) return { restored: false, reason: `${first.id} has to be restored first: ${first.title}` };
  try {
    const attempt = await openAttempt(duty, ports);
    const sent = await sendAgain(duty, attempt, confirmation, ports);
    return sent.restored ? await prove(duty, ports) : sent;
  } catch (error) {
    if (!(error instanceof ExpandError) && !(error instanceof CheckError)) throw error;
    return { restored: false, reason: toFailure(error).message };
  }
}

/** The open duty of the run that has to end before this one is restored. */
function dutyBefore({ run, after }: Duty, { journal }: RestorePorts): Duty | undefined {
  if (after === undefined) return undefined;
  const open = openDuties([{ id: journal.incident, entries: journal.entries(), doubtful: [] }]);
  return open.find((other) => other.run === run && other.step === after);
}

/** The number of this attempt: the one that was interrupted, or a new one, whose line is written. */
async function openAttempt({ id, run }: Duty, { journal, step }: RestorePorts): Promise<number> {
  const last = lastAttempt(id, journal.entries());
  if (last.number > 0 && !last.ended) return last.number;
  await journal.append({ type: "duty.restoring", duty: id, run, ...(step !== undefined && { step }) });
  return last.number + 1;
}

async function sendAgain(
  duty: Duty,
  attempt: number,
  confirmation: Confirmation,
  ports: RestorePorts,
): Promise<Restored> {
  const { journal, hands } = ports;
  const calls = openCalls(boundCalls.parse(duty.how), hands);
  await holdsSecret(duty, ports);
  for (const [index, call] of calls.entries()) {
    const known = knownRequest(duty.id, index, journal.entries());
    const anew = known === undefined || known.state === "refused";
    const request = anew ? `${duty.id}:${attempt}:${index}` : known.request;
    const id = { run: duty.run, step: duty.step, request, duty: duty.id, effect: "restore" as const };
    ports.tell(`${anew ? "sends" : "looks what became of"} ${call.kind.kind}`);
    const outcome = anew ? await sendOne(call, id, confirmation, ports) : await settle(call, id, known, ports);
    if (outcome.state === "applied") continue;
    const reason = `${call.kind.kind}: ${outcome.say}`;
    // What was refused is sent again by the next attempt; what nobody knows is looked for.
    const type = outcome.state === "unknown" ? "duty.restore-unknown" : "duty.restoring";
    await journal.append({ type, duty: duty.id, run: duty.run, note: reason });
    return { restored: false, reason };
  }
  return { restored: true };
}

async function sendOne(call: Call, id: Parameters<typeof settle>[1], confirmation: Confirmation, ports: RestorePorts) {
  const [previewed] = await previewCalls([call], id, ports);
  return send(call, id, { previewed: previewed ?? { requests: [], effect: "" }, confirmation }, ports);
}

async function holdsSecret({ secret }: Duty, { hands }: RestorePorts): Promise<void> {
  if (!secret) return;
  const value = hands.secrets[secret.name];
  const holds = value !== undefined && (await hands.hashOf(salted(secret.salt, value))) === secret.hash;
  if (holds) return;
  throw new CheckError("config", `the secret ${secret.name} is not the value that was there before the change`);
}

async function prove(duty: Duty, ports: RestorePorts): Promise<Restored> {
  const { journal, clock, step } = ports;
  const restoredAt = await restoredSince(duty, ports);
  const proofs = z.array(proofSchema).parse(duty.proof);
  const readings: Reading[] = [];
  for (const [index, proof] of proofs.entries()) {
    ports.tell(`waits for the proof by ${proof.check}`);
    const part = proofs.length > 1 ? { part: { number: index + 1, of: proofs.length } } : {};
    const met = await meet(wantedBy(proof, duty, restoredAt, ports), ports, (live) =>
      ports.tell("waits for the proof", { ...live, ...part }),
    );
    if (!met.met) {
      await journal.append({ type: "duty.restored-unproved", duty: duty.id, run: duty.run, note: met.reason });
      return { restored: false, reason: `put back, but not proved: ${met.reason}` };
    }
    const reading = readingEntry(met.reading);
    await journal.append({ type: "reading", run: duty.run, ...(step !== undefined && { step }), reading });
    readings.push(met.reading);
  }
  if (readings.length === 0) return { restored: false, reason: "nothing proves it: waive it by hand" };
  const proof = readings.map(({ checkId, at, summary }) => ({
    check: checkId,
    at: new Date(at).toISOString(),
    summary,
  }));
  await journal.append({
    type: "duty.discharged",
    duty: duty.id,
    run: duty.run,
    ...(step !== undefined && { step }),
    proof,
  });
  ports.tell(`discharged at ${new Date(clock.now()).toISOString()}`);
  return { restored: true };
}

/** When all was sent: readings from before prove nothing. Found in the journal when it was written before a crash. */
async function restoredSince({ id, run }: Duty, { journal }: RestorePorts): Promise<number> {
  const { unprovedAt } = lastAttempt(id, journal.entries());
  if (unprovedAt !== undefined) return unprovedAt;
  const entry = await journal.append({ type: "duty.restored-unproved", duty: id, run });
  return Date.parse(entry.at);
}

function wantedBy(proof: Proof, duty: Duty, restoredAt: number, { pace, journal, clock }: RestorePorts) {
  const ms = (text: string | undefined) => {
    const value = parseDuration(text ?? "");
    return value === undefined ? undefined : value / pace;
  };
  return {
    check: `${duty.system}/${proof.check}`,
    when: proof.when,
    withinMs: ms(proof.within),
    holdMs: ms(proof.hold) ?? 0,
    looks: proof.attempts,
    since: restoredAt,
    begun: clock.now(),
    endOf: (step: string) => endBeforeRestore(step, duty, journal.entries()),
  };
}

/** When the change was complete: the end of the step, or, where the step never ended, the beginning of the restore. */
function endBeforeRestore(step: string, duty: Duty, entries: readonly JournalEntry[]): number | undefined {
  const restoring = entries.find((entry) => entry.type === "duty.restoring" && entry.duty === duty.id);
  const ended = entries.findLast((entry) => {
    const isEnd = entry.type === "step.passed" || entry.type === "step.failed" || entry.type === "step.overridden";
    return isEnd && entry.run === duty.run && entry.step === step && entry.seq < (restoring?.seq ?? 0);
  });
  const at = (ended ?? restoring)?.at;
  return at === undefined ? undefined : Date.parse(at);
}
