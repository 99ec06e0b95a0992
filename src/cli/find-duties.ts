import type { Duty } from "../core/duty.ts";
import { readIncidents } from "../journal/read-incidents.ts";
import { openDuties } from "../runbooks/duties.ts";

/** What all journals of a state directory owe, and what could not be read. Never rejects. */
export async function findDuties(
  state: string,
): Promise<{ readonly duties: readonly Duty[]; readonly problems: readonly string[] }> {
  const { incidents, problems } = await readIncidents(state);
  return { duties: openDuties(incidents), problems };
}
