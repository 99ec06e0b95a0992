import { goesOn } from "../core/incident-words.ts";
import type { Incident } from "../journal/read-incidents.ts";

/** The open incident in which was written last; undefined when none is open. */
export function newestOpen(incidents: readonly Incident[]): Incident | undefined {
  const open = incidents.filter(({ closedAt, entries }) => closedAt === undefined && entries.length > 0);
  return open.toSorted((a, b) => lastAt(a) - lastAt(b)).at(-1);
}

/** What a cockpit that begins without an incident says of the one that is open; undefined when none is. */
export function openStill(incidents: readonly Incident[]): string | undefined {
  const open = newestOpen(incidents);
  return open && `${open.id} is open still: ${goesOn(open.id)}`;
}

function lastAt({ entries }: Incident): number {
  return Math.max(...entries.slice(-1).map(({ at }) => Date.parse(at)));
}
