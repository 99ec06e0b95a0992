import { ExpandError } from "../config/expand.ts";
import type { Bindings } from "../config/load-config.ts";
import { CheckError, toFailure } from "../core/check-error.ts";
import type { Duty } from "../core/duty.ts";
import { dutyOf } from "./arm-duty.ts";
import { runScope } from "./bind.ts";
import { openDuties } from "./duties.ts";
import type { Found } from "./find-marks.ts";
import type { RunPorts } from "./ports.ts";
import { undoOf } from "./runbook-schema.ts";

export interface AdoptPorts extends Pick<RunPorts, "clock" | "pace" | "hands"> {
  readonly journal: Pick<RunPorts["journal"], "incident" | "append" | "nextDuty" | "entries">;
  readonly bindings: Bindings;
}

/**
 * Writes a break that was found at a target into this journal as a duty that can be restored and waived here. It is
 * restored and proved as the runbook of this machine says, with the secret of this machine; where that cannot be, by hand.
 * Changes no system. Rejects with JournalError.
 */
export async function adoptDuty(found: Found, ports: AdoptPorts): Promise<Duty> {
  const { journal } = ports;
  const { duty } = found;
  const { target = "", mark = "" } = duty.found ?? {};
  const body = await bodyOf(found, ports);
  const why = body.why === undefined ? "" : `. opsdeck cannot restore it itself: ${body.why}`;
  await journal.append({ type: "note", text: `${duty.id} was found at ${target}, whose mark says "${mark}"${why}` });
  const id = journal.nextDuty();
  await journal.append({ type: "duty.armed", duty: id, ...body.armed, mark });
  await journal.append({ type: "duty.applied", duty: id, run: duty.id, note: `by the mark at ${target}` });
  const open = openDuties([{ id: journal.incident, entries: journal.entries(), doubtful: [] }]);
  const adopted = open.find((one) => one.id === id);
  if (!adopted) throw new Error(`${id} is not in its journal`);
  return adopted;
}

async function bodyOf({ duty, by }: Found, { bindings, ...ports }: AdoptPorts) {
  const { id: run, system, environment, title, manual } = duty;
  const bare = { run, runbook: duty.runbook, step: by?.step.id ?? "found", system, environment, title };
  const undo = by && undoOf(by.step);
  if (!by || !undo) {
    const why = "no runbook here changes it";
    return { why, armed: { ...bare, how: [], manual: [...manual], proof: [] } };
  }
  const { head, steps } = by.runbook;
  const scope = runScope(bindings.scope, { params: {}, captured: {} });
  const own = { run, runbook: head.runbook, system, environment, steps: steps.map((one) => one.step), scope, ports };
  try {
    return { why: undefined, armed: { ...(await dutyOf(undo, by.step, own)), manual: [...manual] } };
  } catch (error) {
    if (!(error instanceof ExpandError) && !(error instanceof CheckError)) throw error;
    return { why: toFailure(error).message, armed: { ...bare, how: [], manual: [...manual], proof: [] } };
  }
}
