import type { Path } from "../config/document.ts";
import { givenFacts } from "../config/fact-problems.ts";
import type { ConfigProblem } from "../config/problem.ts";
import { patternMistake } from "../config/rule-problems.ts";
import { parseDuration, shortDuration } from "../core/duration.ts";
import type { CheckPlan } from "../core/plan.ts";
import type { Test } from "../core/test.ts";
import { leaves } from "../core/test-parts.ts";
import { type LintContext, type Place, planOf } from "./lint-place.ts";
import { type Proof, type Step, undoOf } from "./runbook-schema.ts";

interface Expectation {
  readonly check: string;
  readonly when?: Test;
  readonly within?: string | undefined;
  readonly hold?: string | undefined;
  /** Where `check` and `when` stand, and where `within` and `hold` do. */
  readonly path: Path;
  readonly timing: Path;
}

/** Mistakes of everything in a step that looks: its check or expectation, the proofs of its undo, its `when`. */
export function expectProblems(step: Step, at: Place, context: LintContext): ConfigProblem[] {
  const undo = undoOf(step);
  const proofs = (undo?.proof ?? []).map((proof, index) => expectation(proof, ["undo", "proof", index]));
  const own = ownExpectation(step);
  const all = [...(own ? [own] : []), ...proofs];
  return [
    ...all.flatMap((one) => oneExpectation(one, at, context)),
    ...(own ? writeProblems(step, own, at, context) : []),
    ...testProblems(step.when, ["when"], at, context),
    ...verdictProblems(step, at, context),
  ];
}

function ownExpectation(step: Step): Expectation | undefined {
  const { within, hold } = step;
  if (step.type === "check") return { check: step.check, within, hold, path: [], timing: [] };
  if (step.type === "expect") return { ...step.expect, within, hold, path: ["expect"], timing: [] };
  return undefined;
}

function expectation({ check, when, within, hold }: Proof, path: Path): Expectation {
  return { check, when, within, hold, path, timing: path };
}

function oneExpectation(one: Expectation, at: Place, context: LintContext): ConfigProblem[] {
  const plan = planOf(one.check, context);
  if (!plan) {
    const ids = context.plans.filter((known) => known.system === context.runbook.head.system);
    const hint = `write one of ${ids.map((known) => known.id.split("/")[1]).join(", ")}`;
    return [at([...one.path, "check"], `no check "${one.check}" in the system ${context.runbook.head.system}`, hint)];
  }
  const when = [...one.path, "when"];
  return [
    ...deadlineProblems(one, plan, at),
    ...(one.when ? [...factProblems(one.when, plan, when, at), ...testProblems(one.when, when, at, context)] : []),
  ];
}

/** A look may wait for the floor and then for its whole time-out. */
function deadlineProblems({ within, hold, timing }: Expectation, plan: CheckPlan, at: Place): ConfigProblem[] {
  const ms = parseDuration(within ?? "");
  if (ms === undefined) return [];
  const needed = plan.onDemandFloorMs + plan.timeoutMs;
  if (ms < needed) {
    const why = `floor ${shortDuration(plan.onDemandFloorMs)} + time-out ${shortDuration(plan.timeoutMs)}`;
    return [at([...timing, "within"], `${within} is shorter than one look of ${plan.id} may take (${why})`)];
  }
  return (parseDuration(hold ?? "") ?? 0) > ms
    ? [at([...timing, "hold"], `it cannot hold for ${hold} within ${within}`)]
    : [];
}

function factProblems(test: Test, plan: CheckPlan, path: Path, at: Place): ConfigProblem[] {
  const facts = givenFacts(plan);
  if (!facts) return [];
  return [...new Set(outerFacts(test))]
    .filter((name) => !facts.includes(name))
    .map((name) => at(path, `no fact "${name}" comes from ${plan.id}`, `it gives ${facts.join(", ")}`));
}

/** What is tested inside a table are its columns, not facts. */
function outerFacts(test: Test): string[] {
  if ("table" in test) return [test.table];
  if ("all" in test) return test.all.flatMap(outerFacts);
  if ("any" in test) return test.any.flatMap(outerFacts);
  if ("not" in test) return outerFacts(test.not);
  if ("fact" in test) return [test.fact];
  if ("ratio" in test) return [...test.ratio];
  if ("rate" in test) return [test.rate];
  return "flat" in test ? [test.flat] : [];
}

function testProblems(test: Test | undefined, path: Path, at: Place, context: LintContext): ConfigProblem[] {
  return test ? leaves(test).flatMap((leaf) => leafProblems(leaf, path, at, context)) : [];
}

function leafProblems(leaf: Test, path: Path, at: Place, context: LintContext): ConfigProblem[] {
  const pattern = patternMistake(leaf);
  if (pattern) return [at(path, pattern.message, pattern.hint)];
  if ("newer-than-step" in leaf) {
    const id = leaf["newer-than-step"];
    const known = context.runbook.steps.some(({ step }) => step.id === id);
    return known ? [] : [at(path, `no step "${id}" in this runbook`)];
  }
  if (!("verdict" in leaf)) return [];
  const plan = planOf(leaf.verdict, context);
  if (!plan) return [at(path, `no check "${leaf.verdict}" in the system ${context.runbook.head.system}`)];
  return canSay(plan, leaf.in) ? [] : [at(path, `no rule of ${plan.id} says ${leaf.in.join(" or ")}`)];
}

/** Whether a reading of the check can have one of the verdicts: by a rule, or as a failed look. */
function canSay(plan: CheckPlan, verdicts: readonly string[]): boolean {
  const said = new Set<string>(["unknown", "fail", ...plan.judge.map((rule) => rule.verdict)]);
  return verdicts.some((verdict) => said.has(verdict));
}

function verdictProblems(step: Step, at: Place, context: LintContext): ConfigProblem[] {
  const plan = step.type === "check" ? planOf(step.check, context) : undefined;
  if (step.type !== "check" || !plan || canSay(plan, step.in)) return [];
  return [at(["in"], `no rule of ${plan.id} says ${step.in.join(" or ")}`)];
}

function writeProblems(step: Step, own: Expectation, at: Place, context: LintContext): ConfigProblem[] {
  const plan = planOf(own.check, context);
  if (plan?.effect !== "writes" || step.tier !== undefined) return [];
  const hint = "write tier: 2, so that it is previewed and confirmed";
  return [at([...own.path, "check"], `a look by ${plan.id} writes, and the step has no tier`, hint)];
}
