import { Redis } from "ioredis";
import pg from "pg";

/** Where the lab says the simulated opsmantik is. */
export interface OpsmantikTarget {
  readonly base: string;
  readonly origin: string;
  readonly commit: string;
  readonly qstash: string;
  readonly pace: number;
  readonly era: "A" | "B" | "H";
  readonly env: Readonly<Record<string, string>>;
}

type Look = (target: OpsmantikTarget) => Promise<boolean>;

const DEADLINE_MS = 6_000;

async function http(target: OpsmantikTarget, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${target.base}${path}`, { ...init, signal: AbortSignal.timeout(DEADLINE_MS) });
}

async function watchtower(
  target: OpsmantikTarget,
): Promise<{ status: string; checks: Record<string, { status: string }> }> {
  const headers = {
    "x-vercel-cron": "1",
    authorization: `Bearer ${target.env.LAB_OPSMANTIK_CRON_SECRET}`,
  };
  const response = await http(target, "/api/cron/watchtower", { headers });
  if (response.status !== 200) throw new Error(`watchtower answers ${response.status}`);
  return (await response.json()) as { status: string; checks: Record<string, { status: string }> };
}

async function sql(target: OpsmantikTarget, text: string): Promise<number> {
  const client = new pg.Client({
    connectionString: target.env.LAB_OPSMANTIK_DATABASE_URL,
    connectionTimeoutMillis: 2_000,
    query_timeout: 2_000,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ n: string }>(text);
    return Number(rows[0]?.n ?? -1);
  } finally {
    void client.end().catch(() => undefined);
  }
}

async function qstash<T>(target: OpsmantikTarget, path: string): Promise<T> {
  const response = await fetch(`${target.qstash}/v2/${path}`, {
    headers: { authorization: `Bearer ${target.env.LAB_OPSMANTIK_QSTASH_TOKEN}` },
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  return (await response.json()) as T;
}

async function undelivered(target: OpsmantikTarget): Promise<number> {
  const { events } = await qstash<{ events: { messageId: string; state: string; time: number }[] }>(
    target,
    "events?count=500",
  );
  const newest = new Map<string, { state: string; time: number }>();
  for (const event of [...events].reverse()) newest.set(event.messageId, event);
  const bound = Date.now() - 60_000 / target.pace;
  const first = new Map(events.map((event) => [event.messageId, event.time]));
  return [...newest].filter(([id, { state }]) => state !== "DELIVERED" && (first.get(id) ?? 0) < bound).length;
}

async function redis(target: OpsmantikTarget): Promise<boolean> {
  const client = new Redis(target.env.LAB_OPSMANTIK_REDIS_URL ?? "", {
    lazyConnect: true,
    retryStrategy: () => null,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return (await client.ping()) === "PONG";
  } finally {
    client.disconnect();
  }
}

function window(target: OpsmantikTarget, minutes: number): string {
  return `now() - interval '${(minutes * 60) / target.pace} seconds'`;
}

async function commit(target: OpsmantikTarget): Promise<string | null> {
  const response = await http(target, "/api/sync");
  if (response.status !== 405) throw new Error(`sync answers ${response.status}`);
  return response.headers.get("x-opsmantik-commit");
}

async function health(target: OpsmantikTarget): Promise<{ db_ok?: boolean; git_sha?: string }> {
  return (await (await http(target, "/api/health")).json()) as { db_ok?: boolean; git_sha?: string };
}

async function diag(target: OpsmantikTarget): Promise<boolean> {
  return ((await (await http(target, "/api/sync?diag=1")).json()) as { ok?: boolean }).ok === true;
}

async function worker(target: OpsmantikTarget): Promise<boolean> {
  const path = target.era === "H" ? "/api/workers/ingest" : "/api/sync/worker";
  const response = await http(target, path, { method: "POST", body: "{}" });
  return ((await response.json()) as { code?: string }).code === "QSTASH_SIGNATURE_MISSING";
}

const PARTITIONS = `select count(*) as n from unnest(array['sessions', 'events']) t, generate_series(0, 1) m
  where to_regclass(t || to_char(now() at time zone 'utc' + make_interval(months => m), '_YYYY_MM')) is not null`;
const DISABLED = `select count(*) as n from pg_trigger where tgenabled <> 'O'
  and tgname in ('sessions_set_created_month', 'events_set_session_month_from_session')`;

/** What each check of the cockpit looks at, in its shortest form: true means ok. */
const LOOKS: Readonly<Record<string, Look>> = {
  deploy: async (t) => (await commit(t)) === t.commit,
  era: async (t) => (await http(t, "/api/sync")).status === 405,
  diag,
  cors: async (t) =>
    (await http(t, "/api/sync", { method: "OPTIONS", headers: { origin: t.origin } })).headers.has(
      "access-control-allow-origin",
    ),
  health: async (t) => (await health(t)).db_ok === true,
  "deploy-sha": async (t) => (await health(t)).git_sha === t.commit,
  worker,
  watchtower: async (t) => (await watchtower(t)).status === "ok",
  "watchtower-sessions": async (t) => (await watchtower(t)).checks.sessionsLastHour?.status === "ok",
  "watchtower-gclid": async (t) => (await watchtower(t)).checks.gclidLast3Hours?.status === "ok",
  "watchtower-publish": async (t) => (await watchtower(t)).checks.ingestPublishFailuresLast15m?.status === "ok",
  database: async (t) => (await sql(t, "select 1 as n")) === 1,
  "sessions-60m": async (t) =>
    (await sql(t, `select count(*) as n from sessions where created_at >= ${window(t, 60)}`)) > 0,
  "gclid-3h": async (t) =>
    (await sql(t, `select count(gclid) as n from sessions where created_at >= ${window(t, 180)}`)) > 0,
  "publish-failures": async (t) =>
    (await sql(t, `select count(*) as n from ingest_publish_failures where created_at >= ${window(t, 15)}`)) === 0,
  partitions: async (t) => (await sql(t, PARTITIONS)) === 4,
  "partition-triggers": async (t) => (await sql(t, DISABLED)) === 0,
  "sync-dlq": async (t) => (await sql(t, "select count(*) as n from sync_dlq")) === 0,
  "qstash-dlq": async (t) => (await qstash<{ messages: unknown[] }>(t, "dlq")).messages.length === 0,
  "qstash-undelivered": async (t) => (await undelivered(t)) === 0,
  redis,
};

/** The looks that make sense at an era: A has no build headers and counts no publish failures, H has plain tables and no diagnostics. */
export function opsmantikLooks(era: OpsmantikTarget["era"]): Readonly<Record<string, Look>> {
  const absent: Readonly<Record<string, readonly string[]>> = {
    A: ["deploy", "publish-failures", "watchtower-publish"],
    B: [],
    H: ["diag", "partitions", "partition-triggers"],
  };
  return Object.fromEntries(Object.entries(LOOKS).filter(([id]) => !absent[era]?.includes(id)));
}

/** The checks that are not ok now. */
export async function notOk<T>(
  looks: Readonly<Record<string, (target: T) => Promise<boolean>>>,
  target: T,
): Promise<string[]> {
  const seen = await Promise.all(
    Object.entries(looks).map(async ([id, look]) => ((await look(target).catch(() => false)) ? undefined : id)),
  );
  return seen.filter((id) => id !== undefined).sort();
}
