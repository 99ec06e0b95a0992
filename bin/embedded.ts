import type { Training } from "../src/cli/context.ts";
import type { Shipped } from "../src/config/sources.ts";
import type { RunbookFile } from "../src/runbooks/read-runbooks.ts";

declare const OPSDECK_SHIPPED: Shipped;
declare const OPSDECK_RUNBOOKS: readonly RunbookFile[];
declare const OPSDECK_TRAININGS: readonly Training[];
declare const OPSDECK_VERSION: string;

/** Put into the bundle by bin/build.ts: the shipped system files, runbooks and recorded incidents by name, and the package's version. */
export const shipped: Shipped = OPSDECK_SHIPPED;
export const runbooks: readonly RunbookFile[] = OPSDECK_RUNBOOKS;
export const trainings: readonly Training[] = OPSDECK_TRAININGS;
export const version: string = OPSDECK_VERSION;
