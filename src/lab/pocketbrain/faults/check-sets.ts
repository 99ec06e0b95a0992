/** /ready and what is read from its answer. */
export const READY_CHECKS = [
  "ready",
  "ready-database",
  "ready-redis",
  "ready-realtime",
  "ready-stream-ticket",
] as const;

/** Everything that asks the server itself. */
export const SERVER_CHECKS = ["health", ...READY_CHECKS, "fallback", "pushes", "cursor-resets", "host-ready"] as const;

/** What the Worker counts when requests fail on their way to the VPS, retried in vain. */
export const PROXY_CHECKS = ["circuit", "causes", "retries"] as const;
