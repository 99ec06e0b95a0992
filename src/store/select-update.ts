import { updateEvery } from "../core/incident.ts";
import type { CockpitState } from "./state.ts";

/** So long before it is due the next update is shown. */
const SOON_MS = 300_000;

/** When those who are not in the room should hear again; undefined without an incident. ms since 1970. */
export function updateDueAt({ incident, updates }: Pick<CockpitState, "incident" | "updates">): number | undefined {
  if (!incident) return undefined;
  return (incident.updatedAt ?? incident.openedAt) + updateEvery(updates, incident.severity);
}

/** Time left until the next update, negative when it is late; undefined while it is not near. ms. */
export function updateLeft(state: Pick<CockpitState, "incident" | "updates" | "now">): number | undefined {
  const due = updateDueAt(state);
  return due === undefined || due - state.now > SOON_MS ? undefined : due - state.now;
}
