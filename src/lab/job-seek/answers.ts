import type { Answers } from "../system.ts";

/** The environment and the step, as a dialog of tier 2 or 3 wants them. */
function words(...steps: readonly string[]): Record<string, string> {
  return Object.fromEntries(steps.map((step) => [step, `lab ${step}`]));
}

/** What a person at the lab would answer in job-seek's runbooks. */
export const jobSeekAnswers: Answers = {
  "callback-security": { ...words("set-secret"), "mend-worker": "done", "set-clock": "done" },
  "dead-letter-replay": words("replay", "replay-by-command"),
  "deployment-verification": {},
  "failed-run-retry": words("retry"),
  "incident-checklist": words("replay", "smoke", "smoke-search"),
  "queue-backpressure": { ...words("raise"), "give-back": "yes" },
  "release-metadata": {},
  smoke: words("smoke", "smoke-search"),
  "stale-run-reconcile": words("reconcile"),
};
