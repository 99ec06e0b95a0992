import { expect } from "vitest";
import { breakFault, healFault, listFaults } from "../../src/lab/control-client.ts";
import type { Watch } from "./watch.ts";

/**
 * The slowest schedules at pace 15 are every 20 s; a look at a target that hangs takes 3 s more. What a log or Sentry has
 * counted goes after 40 s, and is looked at every 8 s.
 */
const WITHIN_MS = 90_000;

/**
 * Breaks, sees exactly the fault's checks leave ok with its cause in a summary, heals, and sees all of them come back.
 * `never` are the checks that an era cannot be ok in.
 */
export async function expectExactly(id: string, watch: Watch, never: readonly string[] = []): Promise<void> {
  const { control } = watch;
  await during(`before ${id}`, watch.until(never, WITHIN_MS));
  await breakFault(control, id);
  const fault = (await listFaults(control)).find((one) => one.id === id);
  expect(fault?.on).toBe(true);
  const checks = fault?.checks ?? [];
  await during(id, watch.until([...checks, ...never], WITHIN_MS));
  expect(checks.map(watch.summaryOf).join("\n")).toMatch(new RegExp(fault?.summary ?? "nothing"));
  await healFault(control, id);
  await during(`after ${id}`, watch.until(never, WITHIN_MS));
}

async function during(when: string, work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    throw new Error(`${when}: ${String(error)}`, { cause: error });
  });
}
