import { z } from "zod";
import type { CheckContext } from "../../src/core/check.ts";
import { evaluate } from "../../src/core/evaluate.ts";
import type { Facts, Scalar } from "../../src/core/reading.ts";
import { testSchema } from "../../src/core/test.ts";
import { factsOf, leaves } from "../../src/core/test-parts.ts";
import { factName } from "./http-params.ts";

/** A word for what an answer is, where several forms mean the same. */
export const classify = z
  .record(
    factName,
    z
      .array(
        z.strictObject({ when: testSchema.refine(isOfOneAnswer, "only facts of this answer"), is: z.string().min(1) }),
      )
      .min(1),
  )
  .default({})
  .meta({
    description: "Fact: a list of `{ when, is }`; it is the word of the first test that holds, null when none does.",
  });
type Classify = z.output<typeof classify>;

/** What was before, other checks and steps are no part of an answer. */
function isOfOneAnswer(test: z.output<typeof testSchema>): boolean {
  return leaves(test).every((leaf) => !["rate", "flat", "verdict", "newer-than-step"].some((name) => name in leaf));
}

/** Facts that the tests of `classify` ask for. */
export function classifyUses(wanted: Classify): readonly string[] {
  return Object.values(wanted).flatMap((cases) => cases.flatMap(({ when }) => factsOf(when)));
}

/** A test that cannot be told, such as one about a header that is not there, does not hold. */
export function classified(
  facts: Facts,
  wanted: Classify,
  { clock, pace }: Pick<CheckContext<unknown>, "clock" | "pace">,
): Record<string, Scalar> {
  const context = { facts, now: clock.now(), pace, samples: () => [], verdictOf: () => undefined };
  return Object.fromEntries(
    Object.entries(wanted).map(([name, cases]) => [
      name,
      cases.find(({ when }) => evaluate(when, context) === true)?.is ?? null,
    ]),
  );
}
