import { runLabChild } from "./run-child.ts";

/** The entry of a lab child when the sources are run as they are; a bundled opsdeck has `opsdeck lab child NAME`. */
await runLabChild(process.argv.slice(2));
