import { expect } from "vitest";
import { breakFault, healFault, listFaults } from "../../src/lab/control-client.ts";
import type { Watch } from "./watch.ts";

/**
 * Breaks, sees exactly the fault's checks leave ok with its cause in a summary, heals, and sees all of them come back.
 * `never` are the checks that an era cannot be ok in.
 */
export async function expectExactly(id: string, watch: Watch, never: readonly string[] = []): Promise<void> {
  const { control } = watch;
  await during(`before ${id}`, watch.until(never));
  await breakFault(control, id);
  const fault = (await listFaults(control)).find((one) => one.id === id);
  expect(fault?.on).toBe(true);
  const checks = fault?.checks ?? [];
  await during(id, watch.until([...checks, ...never]));
  expect(checks.map(watch.summaryOf).join("\n")).toMatch(new RegExp(fault?.summary ?? "nothing"));
  await healFault(control, id);
  await during(`after ${id}`, watch.until(never));
}

async function during(when: string, work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    throw new Error(`${when}: ${String(error)}`, { cause: error });
  });
}
