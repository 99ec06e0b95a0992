import { setTimeout as sleep } from "node:timers/promises";

/** Looks every `everyMs` until `look` says true; throws `what` when that has not come within `withinMs`. */
export async function waitUntil(
  what: string,
  look: () => Promise<boolean>,
  withinMs: number,
  everyMs = 50,
): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await look())) {
    if (Date.now() > end) throw new Error(`${what}: not within ${Math.round(withinMs / 1000)} s`);
    await sleep(everyMs);
  }
}
