import type { Answers } from "../system.ts";

/** The environment and the step, as a dialog of tier 2 or 3 wants them. */
function words(...steps: readonly string[]): Record<string, string> {
  return Object.fromEntries(steps.map((step) => [step, `lab ${step}`]));
}

/** What a person at the lab would answer in pocketbrain's runbooks. */
export const pocketbrainAnswers: Answers = {
  "dependency-outage": {
    ...words("render-env", "deploy-worker", "restart-redis", "restart-database", "restart-api", "deploy-server"),
    "write-note": "yes",
    communicate: { words: "done", notice: "the status page" },
    "notice-back": "done",
    "repair-path": "done",
    "repair-server": "done",
    clients: { words: "done", badge: "synced" },
  },
  "secret-rotation": {
    ...words("put-previous", "put-active", "deploy-worker"),
    "canary-before": "yes",
    "canary-overlap": "yes",
    "canary-active": "yes",
    "canary-deployed": "yes",
    "spare-deployed": "yes",
    "take-back": "yes",
  },
};
