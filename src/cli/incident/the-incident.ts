import { hostname } from "node:os";
import { findIncident } from "../../journal/incident-folders.ts";
import { lockHolder } from "../../journal/lock.ts";
import { type Incident, listIncidents, readIncident } from "../../journal/read-incidents.ts";
import type { CliContext } from "../context.ts";
import { reportUnread } from "../duties.ts";
import { UsageError } from "../flags.ts";

export interface TheIncident {
  /** `written`: an opsdeck of this host has its journal open. */
  readonly incident: Incident & { readonly written: boolean };
  /** What of its journal could not be read, in words. */
  readonly problems: readonly string[];
}

/** The incident that was asked for, such as `INC-0007` or `7`; the newest when none was. Throws UsageError. */
export async function theIncident(asked: readonly string[], state: string, context: CliContext): Promise<TheIncident> {
  const [id, ...more] = asked;
  if (more.length > 0) throw new UsageError(`one incident, not also "${more[0]}"`);
  const folder = id === undefined ? listIncidents(state).folders.at(-1) : findIncident(state, id);
  if (folder === undefined)
    throw new UsageError(`no incident ${id ?? "yet"} in ${state}; opsdeck incidents lists them`);
  const { incident, problems } = await readIncident(folder);
  reportUnread(problems, context);
  if (!incident) throw new UsageError(`${folder} has no journal that can be read`);
  const written = lockHolder({ folder, name: "journal" }, hostname()) !== undefined;
  return { incident: { ...incident, written }, problems };
}
