/** Who leads, who types, who writes down. */
export const ROLES = ["lead", "driver", "scribe"] as const;
export type Roles = Readonly<Partial<Record<(typeof ROLES)[number], string>>>;

/** How bad an incident is, in the words of the house, and how often those who are not in the room hear of it. */
export interface Severity {
  readonly name: string;
  readonly everyMs: number;
}

export interface UpdateRules {
  /** Worst first. */
  readonly severities: readonly Severity[];
  /** While nobody has said how bad it is. */
  readonly everyMs: number;
}

const MINUTE = 60_000;

export const DEFAULT_UPDATES: UpdateRules = {
  severities: [
    { name: "SEV1", everyMs: 15 * MINUTE },
    { name: "SEV2", everyMs: 30 * MINUTE },
    { name: "SEV3", everyMs: 60 * MINUTE },
    { name: "SEV4", everyMs: 240 * MINUTE },
  ],
  everyMs: 30 * MINUTE,
};

/** ms between two updates. A severity that the rules do not name counts as none. */
export function updateEvery(rules: UpdateRules, severity: string | undefined): number {
  return rules.severities.find(({ name }) => name === severity)?.everyMs ?? rules.everyMs;
}

/** One line of an incident's journal in words, for the timeline. `at` is ms since 1970. */
export interface StoryEntry {
  readonly at: number;
  /** `step`, `change`, `duty`, `note` … */
  readonly kind: string;
  readonly by: string;
  readonly words: string;
}
