import fc from "fast-check";
import { expect, it } from "vitest";
import { crashTable } from "../helpers/crash.ts";
import { drillProgram, expectSurvives, linesOfDrill } from "./drill-case.ts";
import { DRILL_LINES, FROM_THE_BREAK_ON } from "./drill-lines.ts";

const table = crashTable(DRILL_LINES);
const risky = table.filter(({ line }) => line >= FROM_THE_BREAK_ON);
const sample = [
  ...fc.sample(fc.constantFrom(...risky), { numRuns: 3, seed: 2026 }),
  ...fc.sample(fc.constantFrom(...table), { numRuns: 1, seed: 7 }),
];

drillProgram();

it("the table has every line of the drill", async () => {
  expect(await linesOfDrill()).toBe(DRILL_LINES);
});

it.each(sample)("breaks once and restores once after $end at line $line, $instant", expectSurvives);
