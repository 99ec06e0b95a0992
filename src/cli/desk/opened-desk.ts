import type { Desk } from "../../commands/desk.ts";
import type { Runbook } from "../../runbooks/parse-runbook.ts";
import type { Led } from "../live/show-live.ts";
import type { Passing } from "./pass-lead.ts";

/** The desk of a cockpit: what a keyboard asks of it, and what its start and end do. */
export interface OpenedDesk extends Desk {
  /** What was offered. */
  readonly runbooks: readonly Runbook[];
  /** Offers the runbooks. It takes longer than the first frame, which does not wait for it. */
  offer(): Promise<void>;
  /** Takes an incident over that another cockpit has left. Throws JournalError. */
  resume(incident: string): void;
  /** Where the leader's incident and run are shown. */
  readonly led: Led;
  /**
   * Writes down that the lead goes, and gives the incident away; or that it came, and goes on with the newest open incident
   * and the runs that were left. Never rejects.
   */
  leadPassed(how: Passing): Promise<void>;
  /** Ends what runs between two lines of its journal, and locks. It goes on at the next start. */
  close(): Promise<void>;
  /** The same at once, for a handler of a signal: nothing is waited for. */
  drop(): void;
}
