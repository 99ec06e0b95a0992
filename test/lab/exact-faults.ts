import { expect } from "vitest";
import { breakFault, healFault, listFaults } from "../../src/lab/control-client.ts";
import type { Watch } from "./watch.ts";

/** The slowest schedules at pace 15 are every 20 s; a look at a target that hangs takes 3 s more. */
const WITHIN_MS = 60_000;

/** Breaks, sees exactly the fault's checks leave ok with its cause in a summary, heals, and sees all of them come back. */
export async function expectExactly(control: string, id: string, watch: Watch): Promise<void> {
  await watch.until([], WITHIN_MS);
  await breakFault(control, id);
  const fault = (await listFaults(control)).find((one) => one.id === id);
  expect(fault?.on).toBe(true);
  const checks = (fault?.checks ?? []).toSorted();
  await watch.until(checks, WITHIN_MS);
  expect(checks.map(watch.summaryOf).join("\n")).toMatch(new RegExp(fault?.summary ?? "nothing"));
  await healFault(control, id);
  await watch.until([], WITHIN_MS);
}
