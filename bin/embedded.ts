import type { Shipped } from "../src/config/sources.ts";

declare const OPSDECK_SHIPPED: Shipped;
declare const OPSDECK_VERSION: string;

/** Put into the bundle by bin/build.ts: the shipped system files by name, and the package's version. */
export const shipped: Shipped = OPSDECK_SHIPPED;
export const version: string = OPSDECK_VERSION;
