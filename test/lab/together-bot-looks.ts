import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

/** Where the lab says the simulated bot is. */
export interface TogetherBotTarget {
  readonly base: string;
  readonly pace: number;
  readonly env: Readonly<Record<string, string>>;
}

type Look = (target: TogetherBotTarget) => Promise<boolean>;

interface Health {
  readonly ok: boolean;
  readonly version: string;
}

async function health(target: TogetherBotTarget): Promise<Health> {
  const response = await fetch(`${target.base}/healthz`, { signal: AbortSignal.timeout(3_000) });
  return (await response.json()) as Health;
}

async function sql(target: TogetherBotTarget, text: string): Promise<number> {
  const client = new pg.Client({
    connectionString: target.env.LAB_TOGETHER_BOT_DATABASE_URL,
    connectionTimeoutMillis: 2_000,
    query_timeout: 2_000,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ n: string | null }>(text);
    return Number(rows[0]?.n ?? Number.NaN);
  } finally {
    void client.end().catch(() => undefined);
  }
}

const KNOWN = `('duel.round.close', 'duel.scoreboard.refresh', 'raid.progress.refresh', 'pair.home.refresh',
  'monthly.hall.refresh', 'mediator.repair.tick', 'public.post.publish', 'oracle.weekly.publish', 'oracle.publish',
  'astro.tick.daily', 'astro.publish', 'weekly.checkin.nudge', 'weekly.raid.start', 'weekly.raid.end',
  'daily.raid.offers.generate', '__pgboss__send-it')`;

/** Fetches of a queue that is nearly always idle: one worker process makes 1 / poll interval of them a second. */
const FETCHES = `select idx_scan as n from pg_stat_user_tables t join public.queue q on q.partition_name = t.relname
  where q.name = 'weekly.raid.end'`;
const CONNECTIONS = "select count(*) as n from pg_stat_activity where application_name = 'pgboss'";

/** pg-boss opens at most 10 connections a process, so more than 10 prove two; the rate of fetches proves it without. */
async function oneWorker(target: TogetherBotTarget): Promise<boolean> {
  const connections = await sql(target, CONNECTIONS);
  if (connections < 1 || connections > 10) return false;
  const [before, since] = [await sql(target, FETCHES), Date.now()];
  await sleep(4_000);
  const perSecond = ((await sql(target, FETCHES)) - before) / ((Date.now() - since) / 1_000);
  const workers = perSecond * Math.max(0.5, 2 / target.pace);
  return workers > 0.4 && workers < 1.5;
}

/** True when `text` counts nothing. */
function none(text: (seconds: (real: number) => string) => string): Look {
  return async (target) =>
    (await sql(
      target,
      text((real) => `interval '${real / target.pace} seconds'`),
    )) === 0;
}

function projection(queue: string): Look {
  return none(
    (seconds) => `select count(*) as n from public.job where name = '${queue}' and state < 'active'
      and start_after < now() - ${seconds(60)}`,
  );
}

const FAILED = `select count(*) as n from (select name, state, completed_on from public.job union all
  select name, state, completed_on from public.archive) j where state = 'failed' and name not like '\\_\\_pgboss%'`;
const ORPHANS = `select (select count(*) from public.queue where partition_name is null or name not in ${KNOWN})
  + (select count(*) from public.schedule where name not in ${KNOWN}) as n`;
const MISSING = `select count(*) as n from scheduler_settings s left join public.schedule c on c.name = s.schedule_name
  where s.enabled <> (c.name is not null)`;

/** What each check of the cockpit looks at, in its shortest form: true means ok. */
export const TOGETHER_BOT_LOOKS: Readonly<Record<string, Look>> = {
  healthz: async (t) => (await health(t)).ok,
  version: async (t) => (await health(t)).version === "0.1.0",
  database: async (t) => (await sql(t, "select 1 as n")) === 1,
  heartbeat: none(
    (s) => `select count(*) as n from public.version where monitored_on is null or monitored_on < now() - ${s(60)}`,
  ),
  "one-worker": oneWorker,
  queues: async (t) => (await sql(t, "select count(*) as n from public.job")) >= 0,
  expired: none(() => "select count(*) as n from public.job where state = 'active' and started_on + expire_in < now()"),
  starving: none(
    (
      s,
    ) => `select count(*) as n from public.job, public.version where state < 'active' and start_after < now() - ${s(30)}
      and monitored_on > now() - ${s(60)}`,
  ),
  retries: none(
    () => `select count(*) as n from public.job where state = 'retry' and retry_count >= retry_limit - 1
      and name not like '\\_\\_pgboss%'`,
  ),
  failed: none((s) => `${FAILED} and completed_on > now() - ${s(86_400)}`),
  "cron-dispatch": none(
    () => "select count(*) as n from public.job where name = '__pgboss__send-it' and state in ('retry', 'failed')",
  ),
  orphans: none(() => ORPHANS),
  schedules: none(() => MISSING),
  posts: none(
    (s) => `select count(*) as n from scheduled_posts where status = 'pending' and scheduled_for < now() - ${s(300)}
      and coalesce(last_error, '') not like 'public_post skipped: %'`,
  ),
  "posts-stale": none(
    (s) => `select count(*) as n from scheduled_posts where status = 'failed'
      or (status = 'processing' and updated_at < now() - ${s(600)})`,
  ),
  "posts-never-draining": none(
    () =>
      "select count(*) as n from scheduled_posts where status = 'pending' and last_error like 'public_post skipped: %'",
  ),
  "projection-duel": projection("duel.scoreboard.refresh"),
  "projection-raid": projection("raid.progress.refresh"),
  "projection-pair": projection("pair.home.refresh"),
};
