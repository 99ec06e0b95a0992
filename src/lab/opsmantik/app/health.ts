import { type AppAnswer, type AppContext, type AppRequest, variable } from "./app-context.ts";

const PING_MS = 2_000;

/** GET /api/health: always 200 and `ok: true`; only `db_ok` says something. */
export async function getHealth(context: AppContext): Promise<AppAnswer> {
  const git_sha = variable(context, "VERCEL_GIT_COMMIT_SHA");
  const ping = context.anon.query("select ping()").then(() => true);
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), PING_MS).unref());
  const db_ok = await Promise.race([ping.catch(() => false), late]);
  return { status: 200, body: { ok: true, ts: new Date().toISOString(), ...(git_sha ? { git_sha } : {}), db_ok } };
}

/** POST /api/watchtower/partition-drift: each call writes a row in watchtower_checks. */
export async function postPartitionDrift(context: AppContext, request: AppRequest): Promise<AppAnswer> {
  const secret = variable(context, "WATCHTOWER_SECRET");
  const given = request.headers["x-watchtower-secret"] ?? request.headers.authorization?.replace(/^Bearer /, "");
  if (secret === "" || given !== secret) return { status: 401, body: { error: "Unauthorized" } };
  try {
    const { rows } = await context.pool.query<{ triggers_ok: boolean; events_partition_ok: boolean }>(
      `select verify_partition_triggers_exist() as triggers_ok,
        to_regclass('events' || to_char(now() at time zone 'utc', '_YYYY_MM')) is not null as events_partition_ok`,
    );
    const found = rows[0] ?? { triggers_ok: false, events_partition_ok: false };
    const body = { ok: found.triggers_ok && found.events_partition_ok, ...found, checked_at: new Date().toISOString() };
    await context.pool.query(
      "insert into watchtower_checks (check_name, ok, details) values ('partition_drift_v1', $1, $2)",
      [body.ok, JSON.stringify(body)],
    );
    return { status: 200, body };
  } catch {
    return { status: 500, body: { ok: false, error: "Failed to run check" } };
  }
}

/** GET /api/metrics (H): `source` is "memory" while Redis is down. */
export async function getMetrics(context: AppContext): Promise<AppAnswer> {
  const source = await (context.redis?.ping() ?? Promise.reject(new Error("no redis"))).then(
    () => "redis",
    () => "memory",
  );
  const counters = { requests_total: 0, http_2xx: 0, http_3xx: 0, http_4xx: 0, http_5xx: 0 };
  const route = { counters, approx_server_error_rate: 0, note: "per instance" };
  return {
    status: 200,
    body: {
      routes: { source, sync: route, call_event_v2: route },
      meta: { timestamp: new Date().toISOString(), env: "production" },
    },
  };
}
