import type { Duty } from "../core/duty.ts";

/** One duty in `duties --json` and `check --json`, version 1. Fields may be added, never renamed. */
export function dutyJson(duty: Duty) {
  const { id, incident, run, runbook, step, system, environment, title, state, manual, found } = duty;
  return {
    id,
    incident,
    run,
    runbook,
    step,
    system,
    environment,
    title,
    state,
    openedAt: iso(duty.openedAt),
    since: iso(duty.since ?? duty.openedAt),
    ...(duty.notBefore !== undefined && { notBefore: iso(duty.notBefore) }),
    ...(duty.dueBy !== undefined && { dueBy: iso(duty.dueBy) }),
    manual,
    ...(found && { found: { target: found.target, mark: found.mark } }),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
