/** A runbook as the screen offers it. */
export interface RunbookOffer {
  /** `system/name`. */
  readonly id: string;
  readonly system: string;
  readonly title: string;
  /** Ids of the checks that its steps look at. */
  readonly checks: readonly string[];
}
