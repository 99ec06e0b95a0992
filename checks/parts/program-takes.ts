import type { CommandPlan } from "../../src/core/named.ts";

/** To start a script, and what it starts, takes its time on a busy machine. */
const START_MS = 10_000;

/** How long a program may take at any pace. */
export function programTakesMs({ timeoutMs }: CommandPlan): number {
  return Math.min(timeoutMs, START_MS);
}
