import type { Fault } from "../../faults.ts";
import type { Pocketbrain } from "../running.ts";
import { databaseFaults } from "./database.ts";
import { deploymentFaults } from "./deployments.ts";
import { outsideFaults } from "./outside.ts";
import { pathFaults } from "./paths.ts";
import { redisFaults } from "./redis.ts";

/** All faults, in the order in which an outage would be looked into. */
export function pocketbrainFaults(system: Pocketbrain): readonly Fault[] {
  return [
    ...(system.redis.present ? redisFaults(system) : []),
    ...databaseFaults(system),
    ...pathFaults(system),
    ...deploymentFaults(system),
    ...outsideFaults(system),
  ];
}
