import type { Fault } from "../../faults.ts";
import type { TogetherBot } from "../running.ts";
import { cronFaults } from "./crons.ts";
import { databaseFaults } from "./database.ts";
import { discordDown } from "./discord-down.ts";
import { jobFaults } from "./jobs.ts";
import { postFaults } from "./posts.ts";
import { processFaults } from "./processes.ts";
import { projectionFaults } from "./projections.ts";
import { providerFaults } from "./providers.ts";

export function togetherBotFaults(system: TogetherBot): readonly Fault[] {
  return [
    ...processFaults(system),
    ...databaseFaults(system),
    ...jobFaults(system),
    ...cronFaults(system),
    ...postFaults(system),
    ...projectionFaults(system),
    ...providerFaults(system),
    discordDown(system),
  ];
}
