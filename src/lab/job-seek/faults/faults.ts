import type { Fault } from "../../faults.ts";
import type { JobSeek } from "../running.ts";
import { answerFaults } from "./answers.ts";
import { callbackFaults } from "./callbacks.ts";
import { databaseFaults } from "./database.ts";
import { workerProcessFaults } from "./worker-process.ts";

export function jobSeekFaults(system: JobSeek): readonly Fault[] {
  return [
    ...databaseFaults(system),
    ...workerProcessFaults(system),
    ...callbackFaults(system),
    ...answerFaults(system),
  ];
}
