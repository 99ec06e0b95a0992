import type { Path } from "../config/document.ts";
import { ExpandError, expand, type Scope } from "../config/expand.ts";
import type { ConfigProblem } from "../config/problem.ts";
import { parseDuration } from "../core/duration.ts";
import type { LintContext, Place } from "./lint-place.ts";
import { type ActionCall, type Step, undoOf } from "./runbook-schema.ts";

/** Mistakes of the changes of a step and of its undo: kinds, parameters, tiers, dates. */
export function actionProblems(step: Step, at: Place, context: LintContext): ConfigProblem[] {
  const undo = undoOf(step);
  const calls: readonly (readonly [ActionCall, Path])[] = [
    ...(step.type === "action" ? step.calls.map((call, index) => [call, callPath(index)] as const) : []),
    ...(undo?.how ?? []).map((call, index) => [call, ["undo", "how", index]] as const),
  ];
  const [due, notBefore] = [undo?.due, undo?.notBefore].map((text) => parseDuration(text ?? ""));
  const late = due !== undefined && notBefore !== undefined && notBefore > due;
  return [
    ...calls.flatMap(([call, path]) => callProblems(call, path, at, context)),
    ...identityProblems(step, at, context),
    ...tierProblems(step, at, context),
    ...(late ? [at(["undo", "due"], "it is due before it may be restored (notBefore)")] : []),
  ];
}

/** Before a change the target is proved to be the one that was meant; where nothing proves it, every change is refused. */
function identityProblems(step: Step, at: Place, { bindings, runbook }: LintContext): ConfigProblem[] {
  if (step.type !== "action" || (bindings.head.identity ?? []).length > 0) return [];
  const hint = "write identity: [{ check: CHECK, fact: FACT, eq: VALUE }] into its file";
  return [
    at(["action"], `nothing proves which system ${runbook.head.system} is, so that every change is refused`, hint),
  ];
}

function callPath(index: number): Path {
  return index === 0 ? [] : ["then-run", index - 1];
}

function callProblems(call: ActionCall, path: Path, at: Place, context: LintContext): ConfigProblem[] {
  const kind = context.actions.find((known) => known.kind === call.action);
  if (!kind) {
    const known = context.actions.map((one) => one.kind).join(", ");
    return [at([...path, "action"], `no kind of action "${call.action}"`, `write one of ${known}`)];
  }
  try {
    const given = expand(call.with ?? {}, openScope(context));
    const parsed = kind.params.safeParse(given);
    if (parsed.success) return [];
    return parsed.error.issues.flatMap((issue) => {
      const inside = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
      // What a person or a step fills in has a type only when the run knows it.
      if (isOpen(call.with, inside)) return [];
      return [at([...path, "with", ...inside], `${kind.kind}: ${issue.message}`)];
    });
  } catch (error) {
    // A reference that leads nowhere is told where its text stands.
    if (error instanceof ExpandError) return [];
    throw error;
  }
}

function isOpen(given: unknown, path: readonly (string | number)[]): boolean {
  let here = given;
  for (const part of path) {
    here = typeof here === "object" && here !== null ? (here as Record<string | number, unknown>)[part] : undefined;
  }
  return typeof here === "string" && /\$\{(params?|step)\./.test(here);
}

/** Every name that will be known when the step runs, with a value that stands for it. */
function openScope({ bindings, runbook, captured }: LintContext): Scope {
  const params = Object.fromEntries(
    Object.entries(runbook.head.params ?? {}).map(([name, { default: d }]) => [name, d ?? name]),
  );
  const step = Object.fromEntries([...captured].map((name) => [name, name]));
  return { ...bindings.scope, spaces: { param: params, params, step } };
}

function tierProblems(step: Step, at: Place, { actions }: LintContext): ConfigProblem[] {
  if (step.type !== "action" || step.tier === undefined) return [];
  const kinds = step.calls.flatMap((call) => actions.find((kind) => kind.kind === call.action) ?? []);
  const least = Math.max(1, ...kinds.map((kind) => kind.minTier));
  return step.tier < least
    ? [at(["tier"], `a step may raise the tier, never lower it`, `write tier: ${least} or more`)]
    : [];
}
