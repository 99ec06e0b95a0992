import { type AppContext, type AppRequest, variable } from "./app-context.ts";
import { apiVersion } from "./build-headers.ts";

/** ALLOWED_ORIGINS: a comma list, scheme included; a subdomain of an allowed host matches. */
export function allowedOrigins(context: AppContext): string[] {
  return variable(context, "ALLOWED_ORIGINS")
    .split(",")
    .map((origin) => origin.trim())
    .filter(Boolean);
}

export function originAllowed(context: AppContext, origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host } = new URL(origin);
  return allowedOrigins(context).some((allowed) => {
    const wanted = new URL(allowed);
    return protocol === wanted.protocol && (host === wanted.host || host.endsWith(`.${wanted.host}`));
  });
}

/** Headers of an answer to a cross-origin request. Era H echoes every origin and sends `*` without one. */
export function corsHeaders(context: AppContext, request: AppRequest): Record<string, string> {
  const { origin } = request.headers;
  const common = { vary: "Origin", "x-opsmantik-version": apiVersion(context) };
  if (origin === undefined)
    return context.config.era === "H" ? { ...common, "access-control-allow-origin": "*" } : common;
  return { ...common, "access-control-allow-origin": origin, "access-control-allow-credentials": "true" };
}
