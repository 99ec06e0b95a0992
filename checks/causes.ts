import { z } from "zod";
import { type CheckContext, defineCheck } from "../src/core/check.ts";
import { evaluate } from "../src/core/evaluate.ts";
import { tableOf } from "../src/core/facts.ts";
import type { Fact, Scalar } from "../src/core/reading.ts";
import { type Test, testSchema } from "../src/core/test.ts";
import { factsOf, leaves, verdictsOf } from "../src/core/test-parts.ts";
import { factName } from "./parts/http-params.ts";

const FIXED = ["found", "named", "contradicted", "unclear", "unseen", "unlooked", "evidence"];
const about = "A test about facts CHECK/FACT of other checks, and about their verdicts.";

interface Evidence {
  readonly for?: Test | undefined;
  readonly against?: Test | undefined;
}

const evidence = z
  .strictObject({
    for: testSchema.optional().meta({ description: `Speaks for the cause when it holds. ${about}` }),
    against: testSchema.optional().meta({ description: `Speaks against it when it holds. ${about}` }),
  })
  .refine((one) => testsOf(one).length > 0, "write for, against or both")
  .refine((one) => testsOf(one).flatMap(factsOf).every(isOfCheck), "a fact here is CHECK/FACT")
  // A check that was not looked at has no facts: that would pass for one that saw nothing.
  .refine(
    (one) =>
      testsOf(one)
        .flatMap(leaves)
        .every((leaf) => !("missing" in leaf)),
    "missing says nothing here",
  );

const params = z
  .strictObject({
    causes: z
      .record(factName, z.strictObject({ title: z.string().min(1), evidence: z.array(evidence).min(1) }))
      .refine((causes) => Object.keys(causes).length > 0, "at least one cause"),
  })
  .refine(({ causes }) => FIXED.every((name) => !Object.hasOwn(causes, name)), {
    error: `a cause is not called ${FIXED.join(" or ")}`,
  });
type Cause = z.output<typeof params>["causes"][string];
type Context = CheckContext<z.output<typeof params>>;

/** found: something speaks for it and nothing against. contradicted: both do. excluded: only against. unseen: neither. */
type State = "found" | "contradicted" | "excluded" | "unseen";

/**
 * Weighs what other checks saw for and against some causes; it looks at nothing itself. Facts: for each cause NAME `NAME`,
 * true (found), false (excluded) or null (not determined); `found`, `contradicted` and `unseen`, how many of them there are, and
 * their titles in `named`, `unclear` and `unlooked`; table `evidence` of cause, state, evidence (the checks), says (for, against, both,
 * nothing).
 */
export const causes = defineCheck({
  kind: "causes",
  title: "Causes and evidence",
  params,
  target: () => "other-checks",
  local: () => true,
  needs: (p) => [...new Set(evidenceIn(p.causes).flatMap(checksOf))],
  facts: (p) => [...FIXED, ...Object.keys(p.causes)],
  run: (context) => {
    const weighed = Object.entries(context.params.causes).map(([name, cause]) => weigh(name, cause, context));
    const titles = (state: State) => weighed.filter((one) => one.state === state).map((one) => one.title);
    return Promise.resolve({
      ...Object.fromEntries(weighed.map(({ name, state }) => [name, TRUTH[state]])),
      found: titles("found").length,
      named: listed(titles("found")),
      contradicted: titles("contradicted").length,
      unclear: listed(titles("contradicted")),
      unseen: titles("unseen").length,
      unlooked: listed(titles("unseen")),
      evidence: tableOf(weighed.flatMap(({ rows }) => rows)),
    });
  },
});

const TRUTH: Readonly<Record<State, Scalar>> = { found: true, excluded: false, contradicted: null, unseen: null };

function weigh(name: string, { title, evidence: all }: Cause, context: Context) {
  const said = all.map((one) => ({ checks: checksOf(one).join(", "), says: says(one, context) }));
  const state = stateOf(said.map(({ says: word }) => word));
  const rows = said.map(({ checks, says: word }) => ({ cause: title, state, evidence: checks, says: word }));
  return { name, title, state, rows };
}

type Says = "for" | "against" | "both" | "nothing";

/** What cannot be told, since its check was not looked at or could not see it, says nothing. */
function says(one: Evidence, context: Context): Says {
  const [speaksFor, speaksAgainst] = [one.for, one.against].map((test) => test !== undefined && holds(test, context));
  if (speaksFor) return speaksAgainst ? "both" : "for";
  return speaksAgainst ? "against" : "nothing";
}

function holds(test: Test, { seen, verdictOf, clock, pace }: Context): boolean {
  const facts: Record<string, Fact> = {};
  for (const name of factsOf(test)) {
    const at = name.indexOf("/");
    const fact = seen(name.slice(0, at), name.slice(at + 1));
    if (fact !== undefined) facts[name] = fact;
  }
  return evaluate(test, { facts, now: clock.now(), pace, samples: () => [], verdictOf }) === true;
}

function stateOf(words: readonly Says[]): State {
  const speaksFor = words.some((word) => word === "for" || word === "both");
  const speaksAgainst = words.some((word) => word === "against" || word === "both");
  if (speaksFor) return speaksAgainst ? "contradicted" : "found";
  return speaksAgainst ? "excluded" : "unseen";
}

function isOfCheck(fact: string): boolean {
  return /^[\w-]+\/./.test(fact);
}

function testsOf(one: Evidence): readonly Test[] {
  return [one.for, one.against].filter((test) => test !== undefined);
}

function checksOf(one: Evidence): readonly string[] {
  const tests = testsOf(one);
  const named = tests.flatMap(factsOf).map((name) => name.slice(0, name.indexOf("/")));
  return [...new Set([...named, ...tests.flatMap(verdictsOf)])];
}

function evidenceIn(all: Readonly<Record<string, Cause>>): readonly Evidence[] {
  return Object.values(all).flatMap((cause) => cause.evidence);
}

function listed(titles: readonly string[]): string | null {
  return titles.length === 0 ? null : titles.join("; ");
}
