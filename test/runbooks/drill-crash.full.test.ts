import { it } from "vitest";
import { crashTable } from "../helpers/crash.ts";
import { drillProgram, expectSurvives } from "./drill-case.ts";
import { DRILL_LINES } from "./drill-lines.ts";

drillProgram();

// Most of a case is waiting for the other process.
it.concurrent.each(crashTable(DRILL_LINES))(
  "breaks once and restores once after $end at line $line, $instant",
  expectSurvives,
  120_000,
);
