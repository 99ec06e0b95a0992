import { type AppContext, variable } from "./app-context.ts";

/** The headers that say which commit runs; since c1d30b4, so era A has none, and only on the routes that add them. */
export function buildHeaders(context: AppContext): Record<string, string> {
  if (context.config.era === "A") return {};
  return {
    "x-opsmantik-commit": variable(context, "VERCEL_GIT_COMMIT_SHA") || "unknown",
    "x-opsmantik-branch": variable(context, "VERCEL_GIT_COMMIT_REF") || "unknown",
  };
}

/** The version that `x-opsmantik-version` and `v` carry: the constant of each era. */
export function apiVersion(context: AppContext): string {
  return context.config.era === "H" ? "2.2.0-elite" : "2.1.0-upstash";
}
