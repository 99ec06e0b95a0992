import { type Incident, listIncidents, readIncident } from "../../journal/read-incidents.ts";
import { fingerprint } from "../find-duties.ts";
import { newestOpen } from "../newest-open.ts";

/** The open incidents of a state directory, read again only when a line has come. */
export class FarJournals {
  readonly #state: string;
  #known = new Map<string, { readonly print: string; readonly open: Incident | undefined }>();

  constructor(state: string) {
    this.#state = state;
  }

  /** Never rejects: what cannot be read is told by those who look for duties. */
  async newestOpen(): Promise<Incident | undefined> {
    const { folders } = listIncidents(this.#state);
    const found = await Promise.all(folders.map(async (folder) => [folder, await this.#read(folder)] as const));
    this.#known = new Map(found);
    return newestOpen(found.flatMap(([, { open }]) => open ?? []));
  }

  async #read(folder: string) {
    const print = await fingerprint(folder);
    const known = this.#known.get(folder);
    if (known?.print === print) return known;
    const { incident } = await readIncident(folder);
    return { print, open: incident?.closedAt === undefined ? incident : undefined };
  }
}
