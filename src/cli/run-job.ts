import { randomUUID } from "node:crypto";
import type { Bindings } from "../config/load-config.ts";
import { continueIncident, type JournalOptions, type JournalWriter, openIncident } from "../journal/journal.ts";
import { type Incident, readIncidents } from "../journal/read-incidents.ts";
import { restoredWithout } from "../runbooks/duties.ts";
import type { Runbook } from "../runbooks/parse-runbook.ts";
import { foldRun } from "../runbooks/run-state.ts";
import type { CliContext } from "./context.ts";
import { UsageError } from "./flags.ts";
import type { OpenedConfig } from "./open-config.ts";
import type { Session } from "./session.ts";

/** One run of one runbook, before it has a journal. */
export interface Job {
  readonly runbook: Runbook;
  readonly bindings: Bindings;
  readonly params: Readonly<Record<string, string | number | boolean | null>>;
  readonly session: Session;
  readonly context: CliContext;
  readonly system: string;
  readonly environment: string;
  readonly pace: number;
  /** The system file says that nothing may be changed. */
  readonly locked: boolean;
}

interface Prepared extends Pick<Job, "runbook" | "params" | "context"> {
  readonly config: OpenedConfig;
}

/** Throws UsageError when the runbook's system is not configured. */
export function jobOf({ runbook, params, config, context }: Prepared, session: Session): Job {
  const bindings = config.bindings.get(runbook.head.system);
  const plan = config.systems.find((one) => one.id === runbook.head.system);
  if (!bindings || !plan) throw new UsageError(`no system "${runbook.head.system}" is configured`);
  const { id: system, environment, locked } = plan;
  return { runbook, bindings, params, session, context, system, environment, locked, pace: config.pace };
}

/**
 * The run of this runbook that was interrupted, or a new one in an incident of its own. A run whose change was restored
 * meanwhile does not go on. Throws UsageError for one of another host, which may still run it.
 */
export async function openRun(
  job: Job,
  options: JournalOptions,
): Promise<{ readonly journal: JournalWriter; readonly run: string }> {
  const { runbook, environment, system, params, context } = job;
  const { incidents } = await readIncidents(options.state);
  for (const incident of incidents.toReversed()) {
    const opened = incident.entries.findLast(
      (entry) => entry.type === "run.opened" && entry.runbook === runbook.head.runbook,
    );
    if (opened?.type !== "run.opened" || foldRun(opened.run, incident.entries)?.closed) continue;
    if (restoredWithout(opened.run, incident) !== undefined) continue;
    mustBeHere(opened.run, incident, options.host);
    context.stderr.write(`goes on with the run of ${opened.at} in ${incident.id}\n`);
    const journal = continueIncident(options, incident.id);
    await journal.append({ type: "run.resumed", run: opened.run });
    return { journal, run: opened.run };
  }
  const journal = openIncident(options, { title: runbook.head.title, environment, systems: [system] });
  const id = `R-${randomUUID().slice(0, 8)}`;
  const { runbook: name, title } = runbook.head;
  await journal.append({
    type: "run.opened",
    run: id,
    runbook: name,
    system,
    environment,
    title,
    params: { ...params },
  });
  return { journal, run: id };
}

function mustBeHere(run: string, { id, entries }: Incident, own: string): void {
  const last = entries.findLast((entry) => "run" in entry && entry.run === run);
  if (last === undefined || last.host === own) return;
  const who = `${last.by.replace(/ uid=.*$/, "")} on ${last.host}`;
  throw new UsageError(
    `${who} wrote the last line of this run in ${id} and may still run it: R in a cockpit goes on with it`,
  );
}
