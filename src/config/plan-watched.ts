import { RESOLVED_MS } from "../core/alert.ts";
import { parseDuration } from "../core/duration.ts";
import { TICK_MS } from "../core/goal.ts";
import { insertedFacts } from "../core/judge.ts";
import type { AlertPlan, CheckPlan, GoalPlan } from "../core/plan.ts";
import type { Test } from "../core/test.ts";
import { factsOf, verdictsOf } from "../core/test-parts.ts";
import { ExpandError, expandPlain, type Scope } from "./expand.ts";
import { problem } from "./explain.ts";
import { givenFacts, type Use, unknownFacts } from "./fact-problems.ts";
import type { MergedSystem, Said } from "./merge.ts";
import type { ConfigProblem } from "./problem.ts";
import { mistakesOf } from "./rule-problems.ts";
import type { AlertSpec, GoalSpec } from "./system-schema.ts";

export interface WatchedContext {
  readonly system: MergedSystem;
  readonly scope: Scope;
  /** Divides every hold and window. */
  readonly pace: number;
  /** The checks of the system as they were planned; those with mistakes are not there. */
  readonly plans: readonly CheckPlan[];
}

export interface PlannedWatched {
  readonly alerts: readonly AlertPlan[];
  readonly goals: readonly GoalPlan[];
  readonly problems: readonly ConfigProblem[];
}

/** Plans the alerts and goals of a system. All mistakes at once. */
export function planWatched(context: WatchedContext): PlannedWatched {
  const problems: ConfigProblem[] = [];
  const plan = <S, P>(said: Said<S>, mistakes: ConfigProblem[], build: () => P | undefined): P[] => {
    problems.push(...mistakes);
    if (mistakes.length > 0) return [];
    try {
      return [build() ?? []].flat() as P[];
    } catch (error) {
      if (!(error instanceof ExpandError)) throw error;
      problems.push(problem(said.document, said.path, error.message));
      return [];
    }
  };
  const { alerts, goals } = context.system;
  return {
    alerts: [...alerts.values()].flatMap((said) =>
      plan(said, alertMistakes(said, context), () => alertPlan(said, context)),
    ),
    goals: [...goals.values()].flatMap((said) =>
      plan(said, goalMistakes(said, context), () => goalPlan(said, context)),
    ),
    problems,
  };
}

function alertMistakes(said: Said<AlertSpec>, context: WatchedContext): ConfigProblem[] {
  const { check, when, say, short = "" } = said.value;
  const at = (path: string) => (name: string) => ({ name, path: [path] });
  const uses = [...insertedFacts(say).map(at("say")), ...insertedFacts(short).map(at("short"))];
  return [...checkMistakes(said, check, context), ...testMistakes(said, { when, check, uses }, context)];
}

function goalMistakes(said: Said<GoalSpec>, context: WatchedContext): ConfigProblem[] {
  const { check, when, kind, by } = said.value;
  const facts = when === undefined || check !== undefined ? [] : factsOf(when);
  const nobodys = facts.map((name) =>
    problem(said.document, [...said.path, "when"], `whose fact is "${name}"?`, "write check: and the id of a check"),
  );
  const missing = missingOf(said).map(({ key, hint }) =>
    problem(said.document, [...said.path, "id"], `${kind === "slo" ? "an slo" : "a goal"} has no ${key}`, hint),
  );
  const both = by !== undefined && when !== undefined;
  const twice = both
    ? [problem(said.document, [...said.path, "by"], "looks and a person cannot both tell", "write when or by")]
    : [];
  return [
    ...missing,
    ...nobodys,
    ...twice,
    ...(check === undefined ? [] : checkMistakes(said, check, context)),
    ...(when === undefined ? [] : testMistakes(said, { when, check, uses: [] }, context)),
  ];
}

/** What a goal of this kind cannot do without. */
function missingOf({ value }: Said<GoalSpec>): readonly { readonly key: string; readonly hint: string }[] {
  if (value.kind !== "slo")
    return value.when === undefined && value.by === undefined
      ? [{ key: "when", hint: "write when: and a test, or by: operator" }]
      : [];
  const wanted = { check: "the check whose probes count", target: "such as 0.995", over: "such as 24h" } as const;
  return Object.entries(wanted).flatMap(([key, example]) =>
    value[key as keyof typeof wanted] === undefined ? [{ key, hint: `write ${key}: ${example}` }] : [],
  );
}

function checkMistakes(said: Said<unknown>, check: string, { system }: WatchedContext): ConfigProblem[] {
  if (system.checks.has(check)) return [];
  const hint = `write one of ${[...system.checks.keys()].join(", ")}`;
  return [problem(said.document, [...said.path, "check"], `no check "${check}" in this system`, hint)];
}

interface Tested {
  readonly when: Test;
  readonly check: string | undefined;
  /** Facts in words. */
  readonly uses: readonly Use[];
}

function testMistakes(said: Said<unknown>, { when, check, uses }: Tested, context: WatchedContext): ConfigProblem[] {
  const plan = check === undefined ? undefined : planOf(check, context);
  const used = [...factsOf(when).map((name) => ({ name, path: ["when"] })), ...uses];
  return [
    ...mistakesOf(when, { document: said.document, path: [...said.path, "when"] }, context.system),
    ...unknownFacts(said, used, plan && givenFacts(plan)),
  ];
}

function planOf(check: string, { system, plans }: WatchedContext): CheckPlan | undefined {
  return plans.find(({ id }) => id === `${system.id}/${check}`);
}

/** The longest time between two samples of a check that is no gap: as long as a reading is fresh. */
function gapOf({ staleAfterMs, everyMs, timeoutMs }: CheckPlan): number {
  return Math.max(staleAfterMs, 1.5 * everyMs + timeoutMs);
}

function ms(text: string | undefined, { pace }: WatchedContext): number {
  return (parseDuration(text ?? "0s") ?? 0) / pace;
}

function headOf(kind: "alert" | "goal", said: Said<AlertSpec | GoalSpec>, { system, scope }: WatchedContext) {
  const { id: name } = said.value;
  const title = expandPlain(said.value.title ?? name, scope);
  const place = { file: said.document.file, line: said.document.locate([...said.path, "id"]).line };
  const tag = system.head.tag ?? system.id.slice(0, 2);
  return { id: `${system.id}/${kind}:${name}`, name, system: system.id, tag, title, place };
}

function alertPlan(said: Said<AlertSpec>, context: WatchedContext): AlertPlan | undefined {
  const { check: name, when, for: wanted, samples = 1, verdict, say, short, panels } = said.value;
  const check = planOf(name, context);
  if (!check) return undefined;
  return {
    ...headOf("alert", said, context),
    ...expandPlain({ when, say, ...(short !== undefined && { short }) }, context.scope),
    checkId: check.id,
    verdict,
    panels: panels ?? check.panels,
    forMs: ms(wanted, context),
    samples,
    gapMs: gapOf(check),
    resolvedMs: RESOLVED_MS / context.pace,
  };
}

function goalPlan(said: Said<GoalSpec>, context: WatchedContext): GoalPlan | undefined {
  const { kind, check: name, when: written, by, panels } = said.value;
  const head = { ...headOf("goal", said, context), panels: panels ?? [kind === "slo" ? "watchtower" : "sync"] };
  const check = name === undefined ? undefined : planOf(name, context);
  const when = written && expandPlain(written, context.scope);
  if (kind === "slo") return check && { ...head, kind, ...objective(said.value, when, check, context) };
  if (by === "operator" || when === undefined)
    return { ...head, kind, by: "operator", keepMs: TICK_MS / context.pace, ...lookedAt(said.value, context) };
  const read = check ? [check] : verdictsOf(when).flatMap((one) => planOf(one, context) ?? []);
  if (read.length === 0) return undefined;
  return {
    ...head,
    kind,
    by: "looks",
    when,
    ...(check && { checkId: check.id }),
    checkIds: read.map(({ id }) => id),
    forMs: ms(said.value.hold, context),
    samples: 1,
    gapMs: Math.max(...read.map(gapOf)),
  };
}

function lookedAt({ say }: GoalSpec, { scope }: WatchedContext): { readonly say?: string } {
  return say === undefined ? {} : { say: expandPlain(say, scope) };
}

function objective(
  { target = 1, over }: GoalSpec,
  when: Test | undefined,
  { id: checkId, everyMs }: CheckPlan,
  context: WatchedContext,
) {
  return { checkId, ...(when !== undefined && { when }), target, overMs: ms(over, context), everyMs };
}
