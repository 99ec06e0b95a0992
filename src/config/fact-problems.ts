import type { CheckKind } from "../core/check.ts";
import { growthFactNames } from "../core/growth-facts.ts";
import { insertedFacts } from "../core/judge.ts";
import type { Test } from "../core/test.ts";
import type { Path } from "./document.ts";
import { problem } from "./explain.ts";
import type { Said } from "./merge.ts";
import type { ConfigProblem } from "./problem.ts";
import type { CheckSpec } from "./system-schema.ts";

/** Names of facts that the look cannot give, wherever a check uses one. Kinds that cannot tell beforehand are not asked. */
export function factProblems(said: Said<CheckSpec>, kind: CheckKind, params: unknown): ConfigProblem[] {
  const given = said.value.pick ? undefined : kind.facts?.(params);
  if (!given) return [];
  const { growth } = said.value;
  const facts = growth ? [...given, ...growthFactNames({ ...growth, neverFirst: [] })] : given;
  return usesOf(said.value)
    .filter(({ name }) => !facts.includes(name))
    .map(({ name, path }) =>
      problem(
        said.document,
        [...said.path, ...path],
        `no fact "${name}" comes from this look`,
        `it gives ${facts.join(", ")}`,
      ),
    );
}

interface Use {
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

/** What is tested inside a table are its columns, not facts. */
function factsOf(test: Test): string[] {
  if ("table" in test) return [test.table];
  if ("all" in test) return test.all.flatMap(factsOf);
  if ("any" in test) return test.any.flatMap(factsOf);
  if ("not" in test) return factsOf(test.not);
  if ("fact" in test) return [test.fact];
  if ("ratio" in test) return [...test.ratio];
  if ("rate" in test) return [test.rate];
  return "flat" in test ? [test.flat] : [];
}
