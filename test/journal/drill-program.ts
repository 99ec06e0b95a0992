import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { systemClock } from "../../src/core/clock.ts";
import { openIncident } from "../../src/journal/journal.ts";
import { crashInstants } from "../helpers/crash.ts";
import { drillBodies, EFFECT_AFTER } from "./drill.ts";

/** Plays a drill in the state directory of argv[2], with effects as lines of its file `effects`; ends as argv[3] says. */
const [state = "/nonexistent", crash = ""] = process.argv.slice(2);
const journal = openIncident(
  {
    state,
    clock: systemClock,
    host: "bastion",
    by: "drill",
    redact: (text) => text,
    instants: crashInstants(crash),
  },
  { title: "drill", environment: "lab", systems: ["shop"] },
);
for (const [signal, code] of [
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)
  process.on(signal, () => {
    journal.appendSync({ type: "note", text: `ended by ${signal}` });
    process.exit(code);
  });

for (const body of drillBodies) {
  await journal.append(body);
  await setImmediate(); // Where a real request would wait, a signal finds the process.
  const effect = EFFECT_AFTER.get(body);
  if (effect === undefined) continue;
  appendFileSync(join(state, "effects"), `${effect}\n`);
  await setImmediate();
}
journal.close();
process.exit(0);
