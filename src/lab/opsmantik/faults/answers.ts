import type { Fault } from "../../faults.ts";
import type { Opsmantik } from "../running.ts";
import { httpChecks } from "./check-sets.ts";

/** Longer than any deadline that a check of a web address has. */
const SLOW_MS = 45_000;

/** The faults that are about answers: the app works, what leaves it arrives late or broken. */
export function answerFaults({ edge, context }: Opsmantik): readonly Fault[] {
  return [
    {
      id: "slow",
      title: "Every answer takes longer than anybody waits",
      checks: httpChecks(context.era),
      summary: "no answer",
      break: async () => edge.trouble({ slowMs: SLOW_MS }),
      heal: async () => edge.trouble({ slowMs: 0 }),
    },
    {
      id: "garbage",
      title: "Answers arrive as bytes that mean nothing",
      checks: httpChecks(context.era),
      summary: "parse|JSON|garbage|unexpected|header|empty|missing|200",
      break: async () => edge.trouble({ garbage: true }),
      heal: async () => edge.trouble({ garbage: false }),
    },
  ];
}
