import { continueIncident, type JournalOptions, type JournalWriter, openIncident } from "../../journal/journal.ts";
import type { OpenIncident } from "../../store/state.ts";
import type { CockpitStore } from "../../store/store.ts";
import { LedStory } from "./led-story.ts";
import { shownIncident, tellStory } from "./show-incident.ts";
import type { Standing } from "./standing.ts";

/** Records what happens while an incident is in the header; what it returns ends that. */
export type Record = (journal: JournalWriter) => () => void;

/** The journals that this process writes: that of the incident in the header, and of those whose duties it restores. */
export class Journals {
  readonly #options: JournalOptions;
  readonly #store: CockpitStore;
  readonly #open = new Map<string, JournalWriter>();
  readonly #record: Record;
  #current: JournalWriter | undefined;
  /** The leader's incident, while this cockpit follows. */
  #led: OpenIncident | undefined;
  readonly #ledStory: LedStory;
  #unrecord = (): void => undefined;
  #untell = (): void => undefined;

  constructor(options: JournalOptions, store: CockpitStore, record: Record = () => () => undefined) {
    this.#options = options;
    this.#store = store;
    this.#record = record;
    this.#ledStory = new LedStory(options.state, options.clock, store);
  }

  get current(): JournalWriter | undefined {
    return this.#current;
  }

  /** The incident in the header, or a new one by this name. Throws JournalError. */
  begin(title: string, environment: string, systems: readonly string[], standing: Standing = {}): JournalWriter {
    if (this.#current) return this.#current;
    const writer = openIncident(this.#options, { title, environment, systems: [...systems], ...standing });
    this.#open.set(writer.incident, writer);
    return this.#store.getState().leader ? writer : this.#show(writer);
  }

  /** Shows the leader's incident, which this process does not write. */
  showLed(incident: OpenIncident | undefined): void {
    this.#led = incident;
    this.#showWithout();
  }

  /** Goes on with an incident; it is shown when no other is, and when this cockpit leads. Throws JournalError. */
  continue(id: string): JournalWriter {
    const writer = this.#open.get(id) ?? continueIncident(this.#options, id);
    this.#open.set(id, writer);
    return this.#current || this.#store.getState().leader ? writer : this.#show(writer);
  }

  /** Ends the incident in the header. */
  async end(): Promise<void> {
    const writer = this.#mine();
    this.#unrecord();
    await writer.append({ type: "incident.closed" });
    writer.close();
    this.#open.delete(writer.incident);
    this.#current = undefined;
    this.#showWithout();
  }

  async rename(title: string, standing: Standing): Promise<void> {
    const writer = this.#mine();
    await writer.append({ type: "incident.named", title, ...standing });
    this.#show(writer);
  }

  /** Shows the incident as its journal tells it now. */
  retell(): void {
    this.#show(this.#mine());
  }

  /** Gives back the journal of an incident that is not in the header, so that another opsdeck may write it. */
  release(writer: JournalWriter): void {
    if (writer === this.#current) return;
    writer.close();
    this.#open.delete(writer.incident);
  }

  /** Gives all of them back: the incident goes on elsewhere. */
  leave(): void {
    this.close();
    this.#current = undefined;
    this.#showWithout();
  }

  close(): void {
    this.#ledStory.tell(undefined);
    this.#unrecord();
    this.#untell();
    for (const writer of this.#open.values()) writer.close();
    this.#open.clear();
  }

  /** Throws when the incident in the header is that of the cockpit which this one follows. */
  #mine(): JournalWriter {
    if (!this.#current) throw new Error("this cockpit does not write that incident");
    return this.#current;
  }

  #show(writer: JournalWriter): JournalWriter {
    const isNew = writer !== this.#current;
    this.#ledStory.tell(undefined);
    this.#current = writer;
    this.#showIncident(shownIncident(writer, this.#options.clock.now()));
    if (isNew) this.#follow(writer);
    return writer;
  }

  /** Tells the timeline what the journal says from now on, and records. */
  #follow(writer: JournalWriter): void {
    this.#untell();
    this.#untell = tellStory(writer, this.#store);
    this.#unrecord = this.#record(writer);
  }

  /** While this process writes none, the leader's is shown. */
  #showWithout(): void {
    if (this.#current) return;
    this.#showIncident(this.#led);
    this.#ledStory.tell(this.#led?.id);
  }

  #showIncident(incident: OpenIncident | undefined): void {
    if (incident !== this.#store.getState().incident) this.#store.dispatch({ type: "incident.changed", incident });
  }
}
