const THRESHOLD = 5;
const OPEN_MS = 30_000;

/** Kept in a Durable Object, so that it outlives isolates; its state is not in the metrics. */
export class ProviderCircuit {
  readonly #openMs: number;
  #failures = 0;
  #openUntil = 0;

  constructor(pace: number) {
    this.#openMs = OPEN_MS / pace;
  }

  get open(): boolean {
    return Date.now() < this.#openUntil;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#openUntil = 0;
  }

  /** True when this failure opened it. */
  failed(): boolean {
    this.#failures += 1;
    if (this.#failures < THRESHOLD) return false;
    this.#failures = 0;
    this.#openUntil = Date.now() + this.#openMs;
    return true;
  }
}
