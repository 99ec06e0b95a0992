import type { CheckKind } from "../core/check.ts";
import { growthFactNames } from "../core/growth-facts.ts";
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
  const words = row === "" ? [] : namesIn(row).filter((name) => name !== "short" && name !== "summary");
  return [
    ...judge.flatMap(({ when, say, short = "" }, index) => [
      ...factsOf(when).map(at(["judge", index, "when"])),
      ...namesIn(say).map(at(["judge", index, "say"])),
      ...namesIn(short).map(at(["judge", index, "short"])),
    ]),
    ...words.map(at(["row"])),
    ...Object.entries(growth?.of ?? {}).map(([name, fact]) => at(["growth", "of", name])(fact)),
    ...(value === undefined ? [] : [at(["value"])(value)]),
    ...(trend === undefined ? [] : [at(["trend"])(trend)]),
  ];
}

/** `{name}`, `{name:7}` and `{table/0/column}` as facts. */
function namesIn(template: string): string[] {
  return [...template.matchAll(/(?<!\$)\{([\w./-]+)(?::\d{1,3})?\}/g)].map(
    ([, name = ""]) => name.split("/", 1)[0] ?? name,
  );
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
