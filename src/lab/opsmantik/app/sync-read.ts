import type { AppAnswer, AppContext, AppRequest } from "./app-context.ts";
import { apiVersion, buildHeaders } from "./build-headers.ts";
import { corsHeaders, originAllowed } from "./cors.ts";

/** GET and HEAD /api/sync: 405 is the healthy answer, the deploy's identity is in its headers. */
export function getSync(context: AppContext, request: AppRequest): AppAnswer {
  if (request.query.get("diag") === "1") return diagnose(context, request);
  return {
    status: 405,
    headers: { ...buildHeaders(context), allow: "POST, OPTIONS" },
    body: { error: "Method not allowed. Use POST.", diag: "Add ?diag=1 for header diagnostics." },
  };
}

/** Since 137e8a2 (2026-03-09) diagnostics are off in production: 405 without `allow`. */
function diagnose(context: AppContext, request: AppRequest): AppAnswer {
  if (context.config.era === "H") return { status: 405, body: { error: "Method not allowed. Use POST." } };
  const read = (name: string) => request.headers[name] ?? null;
  const city = read("cf-ipcity") ?? read("x-vercel-ip-city");
  const country = read("cf-ipcountry") ?? read("x-vercel-ip-country");
  return {
    status: 200,
    headers: { ...buildHeaders(context), "cache-control": "no-store" },
    body: {
      ok: true,
      v: apiVersion(context),
      headers_present: {
        cf_ipcity: read("cf-ipcity") !== null,
        cf_ipdistrict: read("cf-ipdistrict") !== null,
        cf_ipcountry: read("cf-ipcountry") !== null,
        x_vercel_ip_city: read("x-vercel-ip-city") !== null,
        x_vercel_ip_country: read("x-vercel-ip-country") !== null,
      },
      chosen: {
        city: city ?? "Unknown",
        district: read("cf-ipdistrict"),
        country: country ?? "Unknown",
        timezone: read("x-vercel-ip-timezone") ?? "Unknown",
      },
      cf: {
        city: read("cf-ipcity"),
        district: read("cf-ipdistrict"),
        country: read("cf-ipcountry"),
        timezone: read("cf-timezone"),
        asn: read("cf-connecting-ip-asn"),
        org: read("cf-connecting-ip-org"),
        ray: read("cf-ray"),
      },
      vercel: {
        city: read("x-vercel-ip-city"),
        country: read("x-vercel-ip-country"),
        asn: read("x-vercel-ip-as-number"),
        id: read("x-vercel-id"),
      },
    },
  };
}

/** A/B: 200 for an allowed origin, else 403 with an empty body. H: always 200. */
export function optionsSync(context: AppContext, request: AppRequest): AppAnswer {
  const { origin } = request.headers;
  const allowed = context.config.era === "H" || (origin !== undefined && originAllowed(context, origin));
  if (!allowed) return { status: 403 };
  return {
    status: 200,
    headers: {
      ...corsHeaders(context, request),
      "access-control-allow-methods": "POST, OPTIONS",
      "access-control-allow-headers": "Content-Type, Authorization, X-OpsMantik-Version",
      "access-control-max-age": "86400",
    },
  };
}
