import type { Era } from "../../system.ts";

/** The three checks that are derived from the watchtower's one answer; era A has no publish failures in it. */
export function watchtowerChecks(era: Era): readonly string[] {
  const derived = ["watchtower", "watchtower-sessions", "watchtower-gclid"];
  return era === "A" ? derived : [...derived, "watchtower-publish"];
}

/** The checks of what is deployed; era A has no build headers, so that `deploy` is never ok there. */
export function deployChecks(era: Era): readonly string[] {
  return era === "A" ? ["deploy-sha"] : ["deploy", "deploy-sha"];
}

/** Every check that asks the public address; era H has its diagnostics off, so that `diag` is never ok there. */
export function httpChecks(era: Era): readonly string[] {
  const diag = era === "H" ? [] : ["diag"];
  return [...deployChecks(era), "era", ...diag, "cors", "health", "worker", ...watchtowerChecks(era)];
}

/** Every check that asks the database itself. */
export function sqlChecks(era: Era): readonly string[] {
  const failures = era === "A" ? [] : ["publish-failures"];
  return ["database", "sessions-60m", "gclid-3h", "sync-dlq", "partitions", "partition-triggers", ...failures];
}

/** Checks that see a delivery that does not arrive. */
export const DELIVERY_CHECKS = ["qstash-undelivered", "qstash-dlq"] as const;

/** Where an exception of the app shows. */
export const EXCEPTION_CHECKS = ["log-messages", "sentry"] as const;

/** Checks that see a publish that failed, at once; at era A the watchtower only sees missing visits, once the hour is empty. */
export function publishChecks(era: Era): readonly string[] {
  return era === "A"
    ? ["watchtower", "watchtower-sessions", "sessions-60m", ...EXCEPTION_CHECKS]
    : ["watchtower", "watchtower-publish", "publish-failures", ...EXCEPTION_CHECKS];
}

/**
 * What the log and Sentry show of a database that is gone: the worker's 500s and exceptions until B, visits refused as of an
 * unknown site at H; since B the watchtower says that it could not count.
 */
export function databaseLogChecks(era: Era): readonly string[] {
  const counted = era === "A" ? [] : ["log-messages"];
  return era === "H" ? ["vercel-logs", ...counted] : ["vercel-logs", "sentry", ...counted];
}

/** Every check that asks Vercel's API; without its commit there is nothing to compare the deploy with. */
export function vercelChecks(era: Era): readonly string[] {
  return [...deployChecks(era), "vercel", "vercel-env", "vercel-domains", "vercel-logs", "log-messages"];
}
