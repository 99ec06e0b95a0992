import { actionKinds } from "../actions/index.ts";
import type { Step } from "../runbooks/runbook-schema.ts";

/** 0 for a step that changes nothing. */
export function tierOf(step: Step): number {
  if (step.type !== "action") return step.tier ?? 0;
  const kinds = step.calls.map((call) => actionKinds.find((kind) => kind.kind === call.action)?.minTier ?? 1);
  return Math.max(step.tier ?? 1, ...kinds);
}
