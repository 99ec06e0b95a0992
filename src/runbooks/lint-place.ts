import type { Path, SourceDocument } from "../config/document.ts";
import { problem } from "../config/explain.ts";
import type { Bindings } from "../config/load-config.ts";
import type { ConfigProblem } from "../config/problem.ts";
import type { ActionKind } from "../core/action.ts";
import type { CheckPlan } from "../core/plan.ts";
import type { Runbook } from "./parse-runbook.ts";

/** Makes a problem at a path of one block. */
export type Place = (path: Path, message: string, hint?: string) => ConfigProblem;

/** What is known where a step stands: the system, and what the steps before it gave. */
export interface LintContext {
  readonly runbook: Runbook;
  readonly plans: readonly CheckPlan[];
  readonly bindings: Bindings;
  readonly actions: readonly ActionKind[];
  readonly captured: ReadonlySet<string>;
  readonly undos: ReadonlySet<string>;
}

export function placeOf(document: SourceDocument): Place {
  return (path, message, hint) => problem(document, path, message, hint);
}

/** A check of the runbook's system by its short id. */
export function planOf(id: string, { plans, runbook }: LintContext): CheckPlan | undefined {
  return plans.find((plan) => plan.id === `${runbook.head.system}/${id}`);
}
