import { describeTest } from "../core/describe-test.ts";
import type { RunView, StepView } from "../core/run-view.ts";
import { verdictsOf } from "../core/test-parts.ts";
import { nextStep } from "./next-step.ts";
import type { RunState } from "./run-state.ts";
import type { Step } from "./runbook-schema.ts";

/** A run as its journal tells it; what is being done right now is not in it. */
export function runViewOf(
  { title, incident, steps }: Pick<RunView, "title" | "incident"> & { readonly steps: readonly Step[] },
  state: RunState,
): RunView {
  const { opened, closed } = state;
  const next = closed ? undefined : nextStep(steps, state);
  const current = next && next.do !== "close" ? next.step : undefined;
  return {
    run: opened.run,
    title,
    incident,
    runbook: opened.runbook,
    system: opened.system,
    environment: opened.environment,
    openedAt: Date.parse(opened.at),
    steps: steps.map((step) => ({ ...stepView(step, state), ...whenOf(step, state) })),
    ...(current && { current: { id: current.id, prose: current.prose } }),
    ...(closed && { closed: { result: closed.result, ...(closed.reason !== undefined && { reason: closed.reason }) } }),
  };
}

function checkOf(step: Step): string | undefined {
  if (step.type === "check") return step.check;
  return step.type === "expect" ? step.expect.check : undefined;
}

function stepView(step: Step, { steps, opened }: RunState): StepView {
  const { id, title, type, tier } = step;
  const record = steps.get(id);
  const check = checkOf(step);
  return {
    id,
    title,
    type,
    status: record?.status ?? "pending",
    ...(tier !== undefined && { tier }),
    ...(check !== undefined && { check: `${opened.system}/${check}` }),
    ...(record?.reason !== undefined && { reason: record.reason }),
    ...(record?.seen && { seen: record.seen }),
    ...(record && record.startedAt > 0 && { startedAt: record.startedAt }),
    ...(record?.endedAt !== undefined && { endedAt: record.endedAt }),
  };
}

/** Why a step that has not begun might not be done. */
function whenOf({ id, when }: Step, { steps, opened }: RunState): Pick<StepView, "when"> {
  if (!when || steps.has(id)) return {};
  const checks = verdictsOf(when).map((check) => `${opened.system}/${check}`);
  return { when: { words: describeTest(when), checks } };
}
