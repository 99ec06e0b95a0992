import type { Answers } from "../system.ts";

const restart = "lab restart";

/** What a person at the lab would answer in together-bot's runbooks. */
export const togetherBotAnswers: Answers = {
  "discord-outage": { token: "done", restart },
  "neon-outage": { restart, "smoke-script": "lab smoke-script" },
  "rate-limit-storm": { acknowledge: { words: "done", who: "stopped" }, "stop-old": "done", restart },
  "stuck-jobs": {
    "end-session": "done",
    restart,
    ...sends("posts", "duel", "raid", "pair", "hall", "round", "repair", "cron"),
  },
  "stale-posts": {
    cause: "done",
    requeue: "lab requeue",
    publish: { words: "lab publish", failed: "again" },
    "give-back": "yes",
  },
  "rebuild-dashboards": sends("duel", "raid", "pair", "oracle", "hall"),
  "poisoned-cron": { unschedule: "lab unschedule", "drop-queue": "lab drop-queue" },
};

function sends(...jobs: readonly string[]): Readonly<Record<string, Readonly<Record<string, string>>>> {
  // The bot may have queued such a job this moment: a second later it has not.
  return Object.fromEntries(jobs.map((job) => [`send-${job}`, { words: `lab send-${job}`, failed: "again" }]));
}
