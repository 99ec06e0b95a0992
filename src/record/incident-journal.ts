import type { Incident } from "../journal/read-incidents.ts";

/** What a record is folded from. */
export interface IncidentJournal extends Pick<Incident, "id" | "entries" | "doubtful" | "torn"> {
  /** An opsdeck of this host has it open: what runs in it is not interrupted. */
  readonly written?: boolean;
}
