import fc from "fast-check";
import { expect, it } from "vitest";
import { crashTable } from "../helpers/crash.ts";
import { expectTruthAfter } from "./crash-case.ts";
import { DRILL_LINES } from "./drill.ts";

const table = crashTable(DRILL_LINES);
const sample = fc.sample(fc.constantFrom(...table), { numRuns: 8, seed: 2026 });

it("the table has every line, every instant and every end", () => {
  expect(table).toHaveLength(DRILL_LINES * 7);
});

it.each(sample)("the journal tells the truth after $end at line $line, $instant", expectTruthAfter);
