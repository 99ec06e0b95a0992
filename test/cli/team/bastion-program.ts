import { createInterface } from "node:readline";
import { TeamLink } from "../../../src/cli/team/link.ts";
import { type Clock, systemClock } from "../../../src/core/clock.ts";
import { continueIncident, type JournalOptions, openIncident } from "../../../src/journal/journal.ts";
import { JournalError } from "../../../src/journal/journal-error.ts";

/**
 * A cockpit's part in a store, without its screen: `state url host leaseMs`. Told on stdin, one JSON object a line, to open an
 * incident, write a note, or give the lead away; says on stdout what it did, whom it takes for the leader, and what it tells.
 */
const [state = "/nonexistent", url = "", host = "bastion", leaseMs = "1000"] = process.argv.slice(2);
/** Time of the machine, but turns come five times as often. */
const clock: Clock = { ...systemClock, after: (ms, fn) => systemClock.after(ms / 5, fn) };
const say = (what: object): void => void process.stdout.write(`${JSON.stringify(what)}\n`);
const by = `${host}-${process.pid} uid=1000 tty=none`;

let leading: string | undefined;
const link = new TeamLink({
  url: async () => url,
  state,
  host,
  by,
  clock,
  redact: (text) => text,
  leaseMs: Number(leaseMs),
  mayLead: true,
  leader(leader) {
    const name = leader?.name ?? "me";
    if (name !== leading) say({ leader: name });
    leading = name;
  },
  away: () => undefined,
  brought: () => undefined,
  tell: (text) => say({ told: text }),
});
const options: JournalOptions = { state, clock, host, by, redact: (text) => text, fence: () => link.fence };

function write(incident: string, text: string): void {
  try {
    const journal = continueIncident(options, incident);
    const { fence } = journal.appendSync({ type: "note", text });
    journal.close();
    say({ wrote: text, fence: fence ?? null });
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    say({ wrote: null, why: error.code });
  }
}

createInterface({ input: process.stdin }).on("line", (line) => {
  const { open, incident, text, give } = JSON.parse(line) as Record<string, string>;
  if (open !== undefined) {
    const journal = openIncident(options, { title: open, environment: "lab", systems: [] });
    journal.close();
    say({ opened: journal.incident });
  } else if (incident !== undefined && text !== undefined) write(incident, text);
  else if (give !== undefined) void link.give();
});
process.stdin.on("end", () => process.exit(0));
link.start();
say({ ready: true });
