import type { Clock } from "../../core/clock.ts";
import { findIncident } from "../../journal/incident-folders.ts";
import { readIncident } from "../../journal/read-incidents.ts";
import type { CockpitStore } from "../../store/store.ts";
import { fingerprint } from "../find-duties.ts";
import { storyOf } from "./show-incident.ts";

const LOOK_MS = 1000;

/** Tells the timeline what the journal of an incident says that another process writes: its lines are on this disk. */
export class LedStory {
  readonly #state: string;
  readonly #clock: Clock;
  readonly #store: CockpitStore;
  #incident: string | undefined;
  #print = "";
  #cancel = (): void => undefined;

  constructor(state: string, clock: Clock, store: CockpitStore) {
    this.#state = state;
    this.#clock = clock;
    this.#store = store;
  }

  /** Undefined: no story is told any more. */
  tell(incident: string | undefined): void {
    if (incident === this.#incident) return;
    this.#cancel();
    this.#incident = incident;
    this.#print = "";
    if (incident === undefined) this.#store.dispatch({ type: "story.told", entries: [], anew: true });
    else void this.#look(incident);
  }

  async #look(id: string): Promise<void> {
    const folder = findIncident(this.#state, id);
    const print = folder === undefined ? "" : await fingerprint(folder);
    if (folder !== undefined && print !== this.#print) {
      const { incident } = await readIncident(folder);
      if (this.#incident !== id) return;
      this.#print = print;
      const entries = storyOf(incident?.entries ?? [], this.#store.getState().startedAt);
      this.#store.dispatch({ type: "story.told", entries, anew: true });
    }
    if (this.#incident === id) this.#cancel = this.#clock.after(LOOK_MS, () => void this.#look(id));
  }
}
