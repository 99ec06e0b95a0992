import { homedir } from "node:os";
import { checkKinds } from "../../checks/index.ts";
import { tellCrashes } from "../../src/cli/tell-crash.ts";
import { systemClock } from "../../src/core/clock.ts";
import { main } from "../../src/main.ts";
import { crashInstants } from "./crash.ts";
import { undrawnPanels } from "./undrawn-panels.ts";

/** opsdeck from its sources, without a screen, as a process that ends as argv[2] says (see `crashWords`; "" for never). */
const [crash = "", ...argv] = process.argv.slice(2);
process.exit(
  await main(argv, {
    // biome-ignore lint/style/noProcessEnv: this stands for bin/opsdeck.ts
    env: process.env,
    stdout: process.stdout,
    stdin: process.stdin,
    stderr: process.stderr,
    crash: tellCrashes(process.stderr),
    clock: systemClock,
    home: homedir(),
    login: "oncall",
    self: [import.meta.filename, ""],
    checkKinds,
    panels: undrawnPanels,
    shipped: [],
    version: "0.0.0",
    instants: crashInstants(crash),
  }),
);
