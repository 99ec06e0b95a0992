import { expect, vi } from "vitest";
import { breakFault, healFault, listFaults } from "../../src/lab/control-client.ts";
import { notOk } from "./opsmantik-looks.ts";

type Looks<T> = Readonly<Record<string, (target: T) => Promise<boolean>>>;

export interface Looking<T> {
  readonly control: string;
  readonly looks: Looks<T>;
  readonly target: T;
}

/** Breaks, sees exactly the fault's checks leave ok by the short looks, heals, and sees all of them come back. */
export async function expectExactLooks<T>(id: string, { control, looks, target }: Looking<T>): Promise<void> {
  await breakFault(control, id);
  const fault = (await listFaults(control)).find((one) => one.id === id);
  expect(fault?.on).toBe(true);
  const named = (fault?.checks ?? []).map((check) => check.slice(check.indexOf("/") + 1));
  const expected = named.filter((check) => check in looks).sort();
  await vi.waitFor(async () => expect(await notOk(looks, target)).toEqual(expected), { timeout: 30_000 });
  await healFault(control, id);
  await vi.waitFor(async () => expect(await notOk(looks, target)).toEqual([]), { timeout: 30_000 });
}
