/** What asks the API as a signed-in user. */
export const METRICS = ["ops-metrics", "heartbeat-ratio", "callback-ratio", "retry-success", "scrape-success"] as const;

/** What asks the database itself. */
export const SQL = [
  "database",
  "queue-full-runs",
  "no-heartbeat",
  "never-dispatched",
  "failed-runs",
  "unretried",
  "callback-auth",
  "event-ids",
  "last-callback",
  "callback-delivery",
  "completion",
] as const;

/** Runs that the API believes to be running and that nobody works on. */
export const SILENT_RUNS = ["no-heartbeat", "heartbeat-ratio"] as const;

/** So many runs have failed that each rate over them has fallen. */
export const FAILED_RUNS = ["failed-runs", "unretried", "scrape-success", "completion"] as const;
