/** A state that is degraded or not, and for how long. Times in ms. */
export class Degradation {
  degraded = false;
  reason: string | null = null;
  sinceTs: number | null = null;
  transitions = 0;
  #total = 0;

  degrade(reason: string): void {
    this.reason = reason;
    if (this.degraded) return;
    this.degraded = true;
    this.sinceTs = Date.now();
    this.transitions += 1;
  }

  recover(): void {
    this.#total += this.forMs;
    this.degraded = false;
    this.reason = null;
    this.sinceTs = null;
  }

  get forMs(): number {
    return this.sinceTs === null ? 0 : Date.now() - this.sinceTs;
  }

  get totalMs(): number {
    return this.#total + this.forMs;
  }
}
