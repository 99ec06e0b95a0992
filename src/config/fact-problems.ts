import type { CheckKind } from "../core/check.ts";
import { growthFactNames } from "../core/growth-facts.ts";
import { insertedFacts } from "../core/judge.ts";
import type { CheckPlan } from "../core/plan.ts";
import { factsOf } from "../core/test-parts.ts";
import type { Path } from "./document.ts";
import { problem } from "./explain.ts";
import type { Said } from "./merge.ts";
import type { ConfigProblem } from "./problem.ts";
import type { CheckSpec } from "./system-schema.ts";

/** Names of facts that the look cannot give, wherever a check uses one. Kinds that cannot tell beforehand are not asked. */
export function factProblems(said: Said<CheckSpec>, kind: CheckKind, params: unknown): ConfigProblem[] {
  const { pick, growth } = said.value;
  const facts = givenFacts({ kind, params, pick, growth: growth && { ...growth, neverFirst: [] } });
  return unknownFacts(said, usesOf(said.value), facts);
}

/** The facts of a look, where its kind can tell them beforehand. */
export function givenFacts({ kind, params, pick, growth }: Looked): readonly string[] | undefined {
  const given = pick ? undefined : kind.facts?.(params);
  return given && growth ? [...given, ...growthFactNames(growth)] : given;
}

interface Looked extends Pick<CheckPlan, "kind" | "params"> {
  readonly pick?: CheckPlan["pick"] | undefined;
  readonly growth?: CheckPlan["growth"] | undefined;
}

/** The uses of facts that are not among those given, each with its place. */
export function unknownFacts(
  { document, path: base }: Pick<Said<unknown>, "document" | "path">,
  uses: readonly Use[],
  given: readonly string[] | undefined,
): ConfigProblem[] {
  if (!given) return [];
  const hint = `it gives ${given.join(", ")}`;
  return uses
    .filter(({ name }) => !given.includes(name))
    .map(({ name, path }) => problem(document, [...base, ...path], `no fact "${name}" comes from this look`, hint));
}

export interface Use {
  readonly name: string;
  readonly path: Path;
}

function usesOf({ judge, value, trend, growth, row = "" }: CheckSpec): Use[] {
  const at = (path: Path) => (name: string) => ({ name, path });
  const words = row === "" ? [] : insertedFacts(row).filter((name) => name !== "short" && name !== "summary");
  return [
    ...judge.flatMap(({ when, say, short = "" }, index) => [
      ...factsOf(when).map(at(["judge", index, "when"])),
      ...insertedFacts(say).map(at(["judge", index, "say"])),
      ...insertedFacts(short).map(at(["judge", index, "short"])),
    ]),
    ...words.map(at(["row"])),
    ...Object.entries(growth?.of ?? {}).map(([name, fact]) => at(["growth", "of", name])(fact)),
    ...(value === undefined ? [] : [at(["value"])(value)]),
    ...(trend === undefined ? [] : [at(["trend"])(trend)]),
  ];
}
