import type { Incident } from "../journal/read-incidents.ts";
import type { CockpitStore } from "../store/store.ts";

/** The open incident in which was written last; undefined when none is open. */
export function newestOpen(incidents: readonly Incident[]): Incident | undefined {
  const open = incidents.filter(({ closedAt, entries }) => closedAt === undefined && entries.length > 0);
  return open.toSorted((a, b) => lastAt(a) - lastAt(b)).at(-1);
}

/** Offers the incident that is open to a cockpit that begins without one. Gives what it says of it; undefined when none is. */
export function offerLeft(incidents: readonly Incident[], store: Pick<CockpitStore, "dispatch">): string | undefined {
  const open = newestOpen(incidents);
  store.dispatch({ type: "incident.left", left: open && { id: open.id, title: open.title } });
  return open && `${open.id} is open still: i goes on with it`;
}

function lastAt({ entries }: Incident): number {
  return Math.max(...entries.slice(-1).map(({ at }) => Date.parse(at)));
}
