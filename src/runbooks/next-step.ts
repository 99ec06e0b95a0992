import type { RunState } from "./run-state.ts";
import type { Step } from "./runbook-schema.ts";

/** What a run does next. */
export type Next =
  /** Begin the step, or go on with it when it is running. */
  | { readonly do: "step"; readonly step: Step }
  /** The step has failed, and a person must say what to do. */
  | { readonly do: "ask"; readonly step: Step; readonly reason: string }
  | { readonly do: "close"; readonly result: "done" | "failed"; readonly reason?: string };

/** Pure: the next step by the order in the file, by `else` of a step that failed, or none. */
export function nextStep(steps: readonly Step[], state: RunState): Next {
  const running = steps.find((step) => state.steps.get(step.id)?.status === "running");
  if (running) return { do: "step", step: running };
  const lastId = state.ended.at(-1);
  const last = steps.findIndex((step) => step.id === lastId);
  const step = steps[last];
  const record = step && state.steps.get(step.id);
  if (!step || record?.status !== "failed") return inOrder(steps, last + 1);
  const { else: otherwise } = step;
  const reason = record.reason ?? "failed";
  if (step.type === "stop") return { do: "close", result: "failed", reason };
  if (!otherwise) return { do: "ask", step, reason };
  if ("stop" in otherwise)
    return { do: "close", result: "failed", reason: `${otherwise.stop} (${step.id}: ${reason})` };
  return jump(steps, otherwise.goto, state);
}

function inOrder(steps: readonly Step[], index: number): Next {
  const step = steps[index];
  return step ? { do: "step", step } : { do: "close", result: "done" };
}

const VISITS = 20;

/** A jump back may go round and round: after so many times it is a failure. */
function jump(steps: readonly Step[], id: string, state: RunState): Next {
  const index = steps.findIndex((step) => step.id === id);
  const visits = state.ended.filter((ended) => ended === id).length;
  const limit = steps[index]?.attempts ?? VISITS;
  if (index < 0) return { do: "close", result: "failed", reason: `there is no step ${id} to go to` };
  if (visits >= limit) return { do: "close", result: "failed", reason: `${id} was gone to ${visits} times` };
  return inOrder(steps, index);
}
