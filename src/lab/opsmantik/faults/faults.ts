import type { Fault } from "../../faults.ts";
import type { Opsmantik } from "../running.ts";
import { answerFaults } from "./answers.ts";
import { databaseFaults } from "./database.ts";
import { deployFaults } from "./deploys.ts";
import { outsideFaults } from "./outside.ts";
import { partitionFaults } from "./partitions.ts";
import { qstashFaults } from "./queue.ts";
import { stalledFaults } from "./stalled.ts";
import { trafficFaults } from "./visits.ts";

export function opsmantikFaults(system: Opsmantik): readonly Fault[] {
  return [
    ...qstashFaults(system),
    ...trafficFaults(system),
    ...databaseFaults(system),
    ...deployFaults(system),
    ...(system.context.era === "H" ? [] : partitionFaults(system)),
    ...(system.context.era === "B" ? stalledFaults(system) : []),
    ...answerFaults(system),
    ...outsideFaults(system),
  ];
}
