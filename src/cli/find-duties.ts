import { stat } from "node:fs/promises";
import type { Duty } from "../core/duty.ts";
import { listIncidents, type ReadIncident, readIncident, readIncidents } from "../journal/read-incidents.ts";
import { streamPaths } from "../journal/streams.ts";
import { byDue, foldDuties, openDuties } from "../runbooks/duties.ts";

export interface FoundDuties {
  /** Those due first first. */
  readonly duties: readonly Duty[];
  /** What could not be read, in words: a duty may hide there. */
  readonly problems: readonly string[];
}

/** What all journals of a state directory owe, and what could not be read. Never rejects. */
export function findDuties(state: string): Promise<FoundDuties> {
  return new DutyFinder(state).find();
}

/**
 * The marks of duties that are told of here: open ones, and those that a person has waived. A duty that was proved to be
 * restored leaves no mark behind, so that one which is still there tells of something else.
 */
export async function knownMarks(state: string): Promise<ReadonlySet<string>> {
  const { incidents } = await readIncidents(state);
  const told = incidents.flatMap(foldDuties).filter(({ ended }) => ended !== "discharged");
  return new Set(told.flatMap(({ mark }) => (mark === undefined ? [] : [mark])));
}

/** Reads again only the journals that have changed, whoever wrote them. */
export class DutyFinder {
  readonly #state: string;
  #known = new Map<string, FoundDuties & { readonly print: string }>();

  constructor(state: string) {
    this.#state = state;
  }

  async find(): Promise<FoundDuties> {
    const { folders, problems } = listIncidents(this.#state);
    const found = await Promise.all(folders.map(async (folder) => [folder, await this.#read(folder)] as const));
    this.#known = new Map(found);
    const all = found.map(([, one]) => one);
    return {
      duties: all.flatMap(({ duties }) => duties).toSorted(byDue),
      problems: [...problems, ...all.flatMap((one) => one.problems)],
    };
  }

  async #read(folder: string) {
    // Before it is read: a line that comes meanwhile is found the next time.
    const print = await fingerprint(folder);
    const known = this.#known.get(folder);
    if (known?.print === print) return known;
    return { print, ...dutiesOf(await readIncident(folder)) };
  }
}

function dutiesOf({ incident, problems }: ReadIncident): FoundDuties {
  return { duties: incident ? openDuties([incident]) : [], problems };
}

/** Changes with every line, whichever bastion wrote it. */
export async function fingerprint(folder: string): Promise<string> {
  const prints = [...streamPaths(folder, "").values()].map((path) =>
    stat(path).then(
      ({ size, mtimeMs, ino }) => `${size} ${mtimeMs} ${ino}`,
      (error: unknown) => String(error),
    ),
  );
  return (await Promise.all(prints)).join("; ");
}
