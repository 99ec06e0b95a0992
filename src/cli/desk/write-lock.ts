import type { Clock } from "../../core/clock.ts";
import type { JournalWriter } from "../../journal/journal.ts";
import type { CockpitStore } from "../../store/store.ts";

/** Of real time, also in the lab: it is a person who reads. */
const UNLOCKED_MS = 900_000;

/** Writing is unlocked for one environment and a time; it locks itself. Both are in the journal. */
export class WriteLocker {
  readonly #store: CockpitStore;
  readonly #clock: Clock;
  #open: { readonly environment: string; readonly journal: JournalWriter; readonly cancel: () => void } | undefined;

  constructor(store: CockpitStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Rejects with JournalError: then nothing is unlocked. */
  async unlock(environment: string, journal: JournalWriter): Promise<void> {
    this.lock();
    const until = this.#clock.now() + UNLOCKED_MS;
    await journal.append({ type: "unlocked", environment, until: new Date(until).toISOString() });
    const cancel = this.#clock.after(UNLOCKED_MS, () => this.lock());
    this.#open = { environment, journal, cancel };
    this.#store.dispatch({ type: "write.changed", write: { environment, until } });
  }

  /** At once, also from a handler of a signal. What cannot be written is locked all the same. */
  lock(): void {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    open.cancel();
    this.#store.dispatch({ type: "write.changed", write: undefined });
    open.journal.appendSync({ type: "locked", environment: open.environment });
  }
}
