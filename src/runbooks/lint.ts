import type { Bindings } from "../config/load-config.ts";
import type { ConfigProblem } from "../config/problem.ts";
import type { ActionKind } from "../core/action.ts";
import type { CheckPlan } from "../core/plan.ts";
import { actionProblems } from "./lint-actions.ts";
import { expectProblems } from "./lint-expects.ts";
import { type LintContext, type Place, placeOf } from "./lint-place.ts";
import { textProblems } from "./lint-texts.ts";
import type { Runbook, WrittenStep } from "./parse-runbook.ts";
import { undoOf } from "./runbook-schema.ts";

export interface LintTarget {
  /** The checks of the runbook's system, planned at pace 1. */
  readonly plans: readonly CheckPlan[];
  readonly bindings: Bindings;
  readonly actions: readonly ActionKind[];
}

/**
 * What has drifted between a runbook and its system: checks and facts that are gone, expectations that cannot be met,
 * deadlines that no look can keep, references that lead nowhere.
 */
export function lintRunbook(runbook: Runbook, target: LintTarget): ConfigProblem[] {
  const captured = new Set<string>();
  const undos = new Set<string>();
  const goals = goalProblems(runbook, target);
  const steps = runbook.steps.flatMap((written) => {
    const context: LintContext = { ...target, runbook, captured, undos };
    const problems = stepProblems(written, context);
    const { step } = written;
    for (const name of Object.keys({ ...step.capture, ...("ask" in step ? step.ask : {}) })) captured.add(name);
    const undo = undoOf(step);
    if (undo) undos.add(undo.id);
    return problems;
  });
  return [...goals, ...steps];
}

function stepProblems({ step, document }: WrittenStep, context: LintContext): ConfigProblem[] {
  const at = placeOf(document);
  return [
    ...expectProblems(step, at, context),
    ...actionProblems(step, at, context),
    ...textProblems(step, at, context),
    ...jumpProblems(step, at, context),
  ];
}

function jumpProblems(step: WrittenStep["step"], at: Place, { runbook, undos }: LintContext): ConfigProblem[] {
  const ids = runbook.steps.map((one) => one.step.id);
  const goto = step.else && "goto" in step.else ? step.else.goto : undefined;
  const away = goto !== undefined && !ids.includes(goto);
  return [
    ...afterProblems(step, at, runbook),
    ...(away ? [at(["else", "goto"], `no step "${goto}" in this runbook`, `write one of ${ids.join(", ")}`)] : []),
    ...undoProblems(step, at, undos),
  ];
}

/** What has to be restored before has to be an undo of the runbook, of a step before or after it. */
function afterProblems(step: WrittenStep["step"], at: Place, { steps }: Runbook): ConfigProblem[] {
  const { id, after } = undoOf(step) ?? {};
  if (after === undefined) return [];
  const others = steps.flatMap((one) => undoOf(one.step)?.id ?? []).filter((other) => other !== id);
  return others.includes(after) ? [] : [at(["undo", "after"], `no other step has an undo "${after}"`)];
}

/** What a step gives back or keeps has to be the undo of a step before it. */
function undoProblems(step: WrittenStep["step"], at: Place, undos: LintContext["undos"]): ConfigProblem[] {
  const field = step.type === "restore" ? "restore" : "keeps";
  const undo = step.type === "restore" ? step.restore : step.type === "expect" ? step.keeps : undefined;
  if (undo === undefined || undos.has(undo)) return [];
  const hint = undos.size === 0 ? "no step before it has an undo" : `write one of ${[...undos].join(", ")}`;
  return [at([field], `no step before it has an undo "${undo}"`, hint)];
}

function goalProblems({ head, front }: Runbook, { bindings }: LintTarget): ConfigProblem[] {
  const known = (bindings.head.goals ?? []).map((goal) => goal?.id);
  return (head.goals ?? []).flatMap((goal, index) =>
    known.includes(goal) ? [] : [placeOf(front)(["goals", index], `no goal "${goal}" in the system ${head.system}`)],
  );
}
