import { it } from "vitest";
import { crashTable } from "../helpers/crash.ts";
import { expectTruthAfter } from "./crash-case.ts";
import { DRILL_LINES } from "./drill.ts";

it.each(crashTable(DRILL_LINES))("the journal tells the truth after $end at line $line, $instant", expectTruthAfter);
