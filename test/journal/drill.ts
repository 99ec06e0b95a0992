import type { EntryBody } from "../../src/journal/entry.ts";
import { armed, discharged, sending } from "../helpers/journal.ts";

const DUTY = "D1-1";
const where = { run: "R1", step: "break-token" };
const apply = sending(DUTY, "apply");
const restore = sending(DUTY, "restore");
const answered = (request: string): EntryBody => ({ type: "request.answered", ...where, request, outcome: "done" });

/** Break and restore, as a run writes them. */
export const drillBodies: readonly EntryBody[] = [
  { type: "run.opened", run: "R1", runbook: "shop/drill", system: "shop", environment: "lab" },
  { type: "step.started", ...where },
  armed(DUTY),
  apply,
  answered(apply.request),
  { type: "duty.applied", duty: DUTY },
  { type: "duty.restoring", duty: DUTY },
  restore,
  answered(restore.request),
  { type: "duty.restored-unproved", duty: DUTY },
  discharged(DUTY),
  { type: "run.closed", run: "R1", result: "done" },
];

/** What happens at the target once the line is on disk. */
export const EFFECT_AFTER: ReadonlyMap<EntryBody, string> = new Map<EntryBody, string>([
  [apply, "break"],
  [restore, "restore"],
]);

/** incident.opened comes first. */
export const DRILL_LINES = drillBodies.length + 1;
