import type { Outcome } from "../core/action.ts";
import type { JournalEntry } from "../journal/entry.ts";
import type { Call } from "./request.ts";
import { type RunContext, recordOf } from "./step-context.ts";

/** What became of one request of a step; the first has the index 0. */
export interface Noted {
  readonly step: string;
  readonly index: number;
  readonly outcome: Outcome;
  readonly call: Call;
}

/**
 * The duty follows what is known of the requests: applied as soon as one is, unknown while one is or may be in part. When the
 * target itself refused everything that was sent for it there is nothing to restore, and its answer ends the duty.
 */
export async function noteDuty({ step, index, outcome, call }: Noted, context: RunContext): Promise<void> {
  const duty = recordOf(context, step)?.duty;
  if (duty === undefined) return;
  const { run, ports } = context;
  const { journal, clock } = ports;
  const note = outcome.say;
  if (outcome.state === "applied") await journal.append({ type: "duty.applied", duty, run, note });
  else if (outcome.state === "unknown" || outcome.inPart)
    await journal.append({ type: "duty.apply-unknown", duty, run, note });
  else if (index > 0) await journal.append({ type: "duty.applied", duty, run, note: `in part: ${note}` });
  else if (nothingHappened(duty, journal.entries())) {
    const summary = `nothing was changed: ${note}`;
    const proof = [{ check: call.kind.kind, at: new Date(clock.now()).toISOString(), summary }];
    await journal.append({ type: "duty.discharged", duty, run, step, note: summary, proof });
  }
}

/**
 * Pure: every request that would have brought the duty about was refused by its target, and whole. What was only looked
 * for may still arrive, so that it proves nothing here.
 */
function nothingHappened(duty: string, entries: readonly JournalEntry[]): boolean {
  const sent = entries.flatMap((entry) =>
    entry.type === "request.sending" && entry.duty === duty && entry.effect === "apply" ? [entry.request] : [],
  );
  return sent.every((request) => {
    const answer = entries.find((entry) => entry.type === "request.answered" && entry.request === request);
    return answer?.type === "request.answered" && answer.outcome === "refused" && !answer.looked && !answer.inPart;
  });
}
