import { homedir } from "node:os";
import { shippedSystems } from "../../bin/shipped.ts";
import { checkKinds } from "../../checks/index.ts";
import { systemClock } from "../../src/core/clock.ts";
import { main } from "../../src/main.ts";
import { undrawnPanels } from "../helpers/undrawn-panels.ts";

/** `opsdeck` with the shipped systems, from its sources and without a screen, as a process of its own. */
process.exit(
  await main(process.argv.slice(2), {
    // biome-ignore lint/style/noProcessEnv: this stands for bin/opsdeck.ts
    env: process.env,
    stdout: process.stdout,
    stdin: process.stdin,
    stderr: process.stderr,
    clock: systemClock,
    home: homedir(),
    login: "test",
    self: [],
    checkKinds,
    panels: undrawnPanels,
    shipped: shippedSystems(),
    version: "0.0.0",
  }),
);
