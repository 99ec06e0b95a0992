import type { Incident } from "../journal/read-incidents.ts";

/** The open incident in which was written last; undefined when none is open. */
export function newestOpen(incidents: readonly Incident[]): Incident | undefined {
  const open = incidents.filter(({ closedAt, entries }) => closedAt === undefined && entries.length > 0);
  return open.toSorted((a, b) => lastAt(a) - lastAt(b)).at(-1);
}

function lastAt({ entries }: Incident): number {
  return Math.max(...entries.slice(-1).map(({ at }) => Date.parse(at)));
}
