import type { CheckKind } from "../core/check.ts";
import { parseDuration } from "../core/duration.ts";
import type { Rule } from "../core/judge.ts";
import { nearest } from "../core/nearest.ts";
import type { CheckPlan } from "../core/plan.ts";
import { ExpandError, expand, expandPlain, pathOfReference, type Scope } from "./expand.ts";
import { explain, problem } from "./explain.ts";
import { factProblems } from "./fact-problems.ts";
import { handFloor, type MergedSystem, type Said } from "./merge.ts";
import { passwordProblems } from "./password-problems.ts";
import { type NamedPlans, resolveNames } from "./plan-named.ts";
import type { ConfigProblem } from "./problem.ts";
import { testProblems } from "./rule-problems.ts";
import type { CheckSpec } from "./system-schema.ts";

export interface PlanContext {
  readonly system: MergedSystem;
  readonly scope: Scope;
  readonly kinds: readonly CheckKind[];
  readonly named: NamedPlans;
  /** Divides intervals and floors: 1, or more in a proven lab. */
  readonly pace: number;
}

type Planned = { readonly plan: CheckPlan } | { readonly problems: readonly ConfigProblem[] };

/** The least time-out that a pace leaves: a healthy answer on a busy machine still fits. */
const PACED_TIMEOUT_MS = 3000;

/** Binds the checks of a system to the kinds of this build. All mistakes at once. */
export function planChecks(context: PlanContext): { readonly plans: CheckPlan[]; readonly problems: ConfigProblem[] } {
  const planned = [...context.system.checks.values()].map((said) => planOne(said, context));
  return {
    plans: planned.flatMap((one) => ("plan" in one ? [one.plan] : [])),
    problems: planned.flatMap((one) => ("problems" in one ? one.problems : [])),
  };
}

function planOne(said: Said<CheckSpec>, context: PlanContext): Planned {
  const source = sourceOf(said, context);
  if ("problems" in source) return source;
  const { kind, looked } = source;
  try {
    const bound = bind(looked, kind, context);
    const params = "params" in bound ? bound.params : undefined;
    const problems = [
      ...("problems" in bound ? bound.problems : []),
      ...timingProblems(said),
      ...effectProblems(said, kind, params),
      ...passwordProblems(said),
      ...testProblems(said, context.system),
      ...(params === undefined ? [] : factProblems(said, kind, params)),
      ...(params === undefined || looked !== said
        ? []
        : needProblems(said, kind.needs?.(params) ?? [], context.system)),
    ];
    if (params === undefined || problems.length > 0) return { problems };
    return { plan: build(said, { ...context, kind, params }) };
  } catch (error) {
    if (!(error instanceof ExpandError)) throw error;
    const path = [...said.path, ...pathOfReference(error, said.value)];
    return { problems: [problem(said.document, path, error.message, error.hint)] };
  }
}

/** What stands under `with` as the kind takes it: references expanded, names of commands and logs replaced by their plans. */
function bind(
  looked: Said<CheckSpec>,
  kind: CheckKind,
  { scope, named }: PlanContext,
): { readonly params: NonNullable<unknown> } | { readonly problems: readonly ConfigProblem[] } {
  const resolved = resolveNames(looked, kind, expand(looked.value.with ?? {}, scope) as object, named);
  if ("problems" in resolved) return resolved;
  const params = kind.params.safeParse(resolved.params);
  if (params.success) return { params: params.data ?? {} };
  return { problems: explain(params.error.issues, looked.document, [...looked.path, "with"], kind.params) };
}

/** The kind, and the check whose `with` is looked at: the check itself, or the one that it judges anew. */
function sourceOf(
  said: Said<CheckSpec>,
  context: PlanContext,
): { readonly kind: CheckKind; readonly looked: Said<CheckSpec> } | { readonly problems: readonly ConfigProblem[] } {
  const { from } = said.value;
  const looked = from === undefined ? said : context.system.checks.get(from);
  if (!looked || looked.value.from !== undefined) {
    const hint = "name a check of this system that has a kind";
    return { problems: [problem(said.document, [...said.path, "from"], `no check "${from}" to judge anew`, hint)] };
  }
  const kind = context.kinds.find((candidate) => candidate.kind === looked.value.kind);
  if (kind) return { kind, looked };
  if (looked !== said) return { problems: [] };
  const known = context.kinds.map((candidate) => candidate.kind);
  const wanted = said.value.kind ?? "";
  const hint = `write ${nearest(wanted, known) ?? `one of ${known.join(", ")}`}`;
  return { problems: [problem(said.document, [...said.path, "kind"], `no kind of check "${wanted}"`, hint)] };
}

function needProblems(said: Said<CheckSpec>, needs: readonly string[], system: MergedSystem): ConfigProblem[] {
  const hint = `write one of ${[...system.checks.keys()].join(", ")}`;
  return needs
    .filter((check) => !system.checks.has(check))
    .map((check) => problem(said.document, [...said.path, "with"], `no check "${check}" in this system`, hint));
}

/** Looks that come oftener than a floor, or without a pause, were not meant so. */
function timingProblems({ value, document, path }: Said<CheckSpec>): ConfigProblem[] {
  const ms = (text: string | undefined): number | undefined => (text === undefined ? undefined : parseDuration(text));
  const at = (key: "every" | "timeout", message: string, hint: string) =>
    problem(document, [...path, key], message, hint);
  const [every, floor, timeout] = [ms(value.every), ms(value.floor), ms(value.timeout)];
  return [
    ...(every !== undefined && every < 1000
      ? [at("every", `every ${value.every} is no pause`, "write 1s or more")]
      : []),
    ...(every !== undefined && floor !== undefined && every < floor
      ? [at("every", `every ${value.every} is below the floor of ${value.floor}`, `write ${value.floor} or more`)]
      : []),
    ...(timeout === 0 ? [at("timeout", "no look ends in no time", "write 10s, or what it may take")] : []),
  ];
}

function effectProblems(said: Said<CheckSpec>, kind: CheckKind, params: unknown): ConfigProblem[] {
  const { effect, mode, from } = said.value;
  if (from !== undefined) return [];
  if (effect === "writes" && mode !== "on-demand") {
    const hint = "write mode: on-demand; a runbook step runs it";
    return [problem(said.document, [...said.path, "effect"], "a check that writes cannot run by schedule", hint)];
  }
  if (effect === undefined && params !== undefined && kind.needsEffect?.(params) === true) {
    const hint = "write effect: none, notifies or writes";
    return [
      problem(said.document, [...said.path, "with"], `a look by ${kind.kind} needs a declared effect here`, hint),
    ];
  }
  return [];
}

function build(said: Said<CheckSpec>, context: PlanContext & { kind: CheckKind; params: unknown }): CheckPlan {
  const { value, document, path } = said;
  const { system, pace } = context;
  const { id, head } = system;
  const source = value.from === undefined ? value : (system.checks.get(value.from)?.value ?? value);
  const rules = value.judge.map((rule): Rule => expandPlain(rule, context.scope));
  return {
    id: `${id}/${value.id}`,
    system: id,
    tag: head.tag ?? id.slice(0, 2),
    title: value.title ?? value.id,
    kind: context.kind,
    params: context.params,
    target: context.kind.target(context.params),
    ...(context.kind.requests && { requests: context.kind.requests(context.params) }),
    effect: value.effect ?? "none",
    mode: value.mode ?? "scheduled",
    ...timingOf(source, pace, context.kind.takesMs?.(context.params, pace) ?? 0),
    panels: value.panels,
    row: value.row ?? "{short}",
    judge: rules,
    place: { file: document.file, line: document.locate([...path, "id"]).line },
    ruleLines: rules.map((_rule, index) => document.locate([...path, "judge", index]).line),
    ...needsOf(source === value ? context : undefined, id),
    ...optional(value, id),
  };
}

function needsOf(look: { kind: CheckKind; params: unknown } | undefined, system: string): Pick<CheckPlan, "needs"> {
  const needs = look?.kind.needs?.(look.params) ?? [];
  return needs.length === 0 ? {} : { needs: needs.map((check) => `${system}/${check}`) };
}

/** What a check need not say; absent rather than undefined. */
function optional(check: CheckSpec, system: string): Partial<CheckPlan> {
  const { from, pick, value, unit, trend, threshold, "when-failed": whenFailed, "action-first": actionFirst } = check;
  const source = from === undefined ? undefined : `${system}/${from}`;
  const growth = check.growth && { ...check.growth, neverFirst: check.growth["never-first"] ?? [] };
  const all = { from: source, pick, growth, whenFailed, value, unit, trend, threshold, actionFirst };
  return Object.fromEntries(Object.entries(all).filter(([, given]) => given !== undefined));
}

/** A reading is as old as the beginning of its look: what a look takes by design at a pace is not what makes it stale. */
function timingOf(value: CheckSpec, pace: number, takesMs: number) {
  const ms = (text: string | undefined, other: number): number => parseDuration(text ?? "") ?? other;
  const floor = ms(value.floor, 0);
  const every = Math.max(ms(value.every, 60_000), floor);
  const timeout = ms(value.timeout, 10_000);
  return {
    everyMs: every / pace,
    floorMs: floor / pace,
    onDemandFloorMs: handFloor(value) / pace,
    timeoutMs: pace > 1 ? Math.min(timeout, takesMs + Math.max(PACED_TIMEOUT_MS, timeout / pace)) : timeout,
    staleAfterMs: ms(value.stale, every * 3) / pace + (pace > 1 ? takesMs : 0),
  };
}
