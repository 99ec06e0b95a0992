import { formatProblem } from "../../config/problem.ts";
import { readIncidents } from "../../journal/read-incidents.ts";
import { owedEntries } from "../../store/select-owed.ts";
import type { CliContext } from "../context.ts";
import { journalOptions } from "../journal-options.ts";
import type { Marks } from "../marks/marks.ts";
import { offerLeft } from "../newest-open.ts";
import type { ConfigFlags, OpenedConfig } from "../open-config.ts";
import { personName } from "../person.ts";
import type { Session } from "../session.ts";
import { openDesk } from "./desk.ts";
import { showInterrupted } from "./interrupted.ts";
import type { Record } from "./journals.ts";
import { offerOf } from "./offers.ts";
import type { OpenedDesk } from "./opened-desk.ts";

export interface CockpitParts {
  readonly session: Session;
  readonly config: OpenedConfig;
  readonly flags: ConfigFlags & {
    readonly state?: string | undefined;
    readonly as?: string | undefined;
    readonly incident?: string | undefined;
  };
  readonly context: CliContext;
  readonly log: (text: string) => void;
  readonly record?: Record;
  readonly marks: Marks;
}

/** The desk of a cockpit. Resolves when interrupted runs are in the store, so that the first frame shows them. */
export async function openCockpitDesk({ flags, ...parts }: CockpitParts): Promise<OpenedDesk> {
  const { session, config, context, log } = parts;
  const { store, vault } = session;
  const options = journalOptions(flags, context, vault.redact);
  const { incidents } = await readIncidents(options.state);
  const runs = showInterrupted(incidents, store, config);
  // Where a store is shared, those of other hosts are listed when it is known who leads.
  if (config.store)
    store.dispatch({ type: "runs.interrupted", runs: runs.filter(({ elsewhere }) => elsewhere === undefined) });
  if (owedEntries(store.getState()).length > 0)
    store.dispatch({ type: "overlay.opened", overlay: { type: "owed", index: 0 } });
  // Where a store is shared, that is said when it is known who leads.
  const still = config.store || flags.incident !== undefined ? undefined : offerLeft(incidents, store);
  if (still !== undefined) store.dispatch({ type: "notice.shown", text: still });
  const read = async () => {
    const { openRunbooks } = await import("../open-runbooks.ts");
    const { runbooks, problems } = await openRunbooks(config, flags, context);
    for (const problem of problems) log(formatProblem(problem));
    parts.marks.offer(runbooks);
    store.dispatch({ type: "runbooks.offered", runbooks: runbooks.map(offerOf) });
    return runbooks;
  };
  return openDesk({ ...parts, read, options, person: personName(flags, context) });
}
