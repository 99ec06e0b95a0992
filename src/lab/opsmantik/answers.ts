import type { Answers } from "../system.ts";

/** The environment and the step, as a dialog of tier 2 or 3 wants them. */
function words(...steps: readonly string[]): Record<string, string> {
  return Object.fromEntries(steps.map((step) => [step, `lab ${step}`]));
}

/** What a person at the lab would answer in opsmantik's runbooks. */
export const opsmantikAnswers: Answers = {
  "qstash-degraded-proof": {
    ...words("break-token", "post-proof"),
    "restore-token": "yes",
  },
  "no-sessions-ingested": {
    ...words("allow-origin", "post-as-site", "set-token", "post-again", "set-signing-keys", "set-service-role-key"),
    ...words("roll-back"),
    dashboard: "done",
  },
};
