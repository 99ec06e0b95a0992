import { type AppAnswer, type AppContext, type AppRequest, variable } from "./app-context.ts";

const BEARER_ONLY = ["bearer_only", "bearer", "strict_bearer"];

/**
 * Who may call /api/cron/*: undefined when the caller may, else the answer. A: Bearer. B (25c60df): any `x-vercel-cron`
 * or Bearer. H (eb78ab5): `x-vercel-cron: 1`, a `x-vercel-id` and Bearer. CRON_AUTH_MODE bearer_only: Bearer alone.
 */
export function refuseCron(context: AppContext, request: AppRequest): AppAnswer | undefined {
  const secret = variable(context, "CRON_SECRET");
  const bearer = secret !== "" && request.headers.authorization === `Bearer ${secret}`;
  if (context.config.era === "A") return refuseAtA(secret, bearer);
  const cron = request.headers["x-vercel-cron"];
  const { "x-vercel-id": vercelId } = request.headers;
  const rules = { B: Boolean(cron) || bearer, H: cron === "1" && Boolean(vercelId) && bearer };
  const allowed = BEARER_ONLY.includes(variable(context, "CRON_AUTH_MODE")) ? bearer : rules[context.config.era];
  return allowed ? undefined : { status: 403, body: { error: "forbidden", code: "CRON_FORBIDDEN" } };
}

function refuseAtA(secret: string, bearer: boolean): AppAnswer | undefined {
  if (secret === "") return { status: 500, body: "Internal Server Config Error: Secure CRON setup required." };
  return bearer ? undefined : { status: 401, body: "Unauthorized" };
}
