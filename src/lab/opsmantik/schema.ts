import type { Era } from "../system.ts";

/** The owner of the tables, and the name of the database. */
export const OWNER = "opsmantik";

const SITES = `
create table sites (id uuid primary key default gen_random_uuid(), public_id text not null unique, domain text not null);`;

const SESSION_COLUMNS = `
  id uuid not null default gen_random_uuid(), site_id uuid not null references sites(id), created_month date not null,
  created_at timestamptz not null default now(), ip_address inet, gclid text, wbraid text, gbraid text, entry_page text,
  exit_page text, utm_source text, utm_medium text, utm_campaign text, device_type text, city text, country text,
  primary key (id, created_month)`;

const EVENT_COLUMNS = `
  id uuid not null default gen_random_uuid(), session_id uuid not null, session_month date not null, site_id uuid,
  url text not null, event_category text, event_action text, event_label text, event_value numeric,
  metadata jsonb not null default '{}', ingest_dedup_id text, created_at timestamptz not null default now(),
  primary key (id, session_month),
  foreign key (session_id, session_month) references sessions(id, created_month) deferrable initially deferred`;

const TRIGGERS = `
create function trg_sessions_set_created_month() returns trigger language plpgsql as $$ begin
  new.created_month := date_trunc('month', new.created_at at time zone 'utc')::date; return new; end $$;
create function trg_events_set_session_month_from_session() returns trigger language plpgsql as $$
declare found_session record; begin
  select created_month, site_id into found_session from sessions where id = new.session_id
    and created_month >= new.session_month - 31 limit 1;
  if not found then raise exception 'session % not found', new.session_id; end if;
  new.session_month := found_session.created_month; new.site_id := coalesce(new.site_id, found_session.site_id);
  return new; end $$;
create trigger sessions_set_created_month before insert or update of created_at, created_month on sessions
  for each row execute function trg_sessions_set_created_month();
create trigger events_set_session_month_from_session before insert or update of session_id, session_month, site_id on events
  for each row execute function trg_events_set_session_month_from_session();
create function verify_partition_triggers_exist() returns boolean language sql stable as $$
  select count(*) = 2 from pg_trigger where not tgisinternal and (
    (tgname = 'sessions_set_created_month' and tgrelid = 'public.sessions'::regclass) or
    (tgname = 'events_set_session_month_from_session' and tgrelid = 'public.events'::regclass)) $$;`;

/** Monthly partitions from two months ago to the next month, as the monthly job of the real system keeps them. */
const PARTITIONED = `
create table sessions (${SESSION_COLUMNS}) partition by range (created_month);
create table events (${EVENT_COLUMNS}) partition by range (session_month);
create index idx_sessions_site_month_date on sessions (site_id, created_month, created_at);
create function make_month_partition(parent text, month date) returns void language plpgsql as $$ begin
  execute format('create table if not exists %I partition of %I for values from (%L) to (%L)',
    parent || to_char(month, '_YYYY_MM'), parent, month, (month + interval '1 month')::date); end $$;
create function create_next_month_partitions() returns jsonb language plpgsql as $$
declare next date := (date_trunc('month', now() at time zone 'utc') + interval '1 month')::date; begin
  perform make_month_partition('sessions', next); perform make_month_partition('events', next);
  return jsonb_build_object('ok', true, 'month', next); end $$;
select make_month_partition(parent, (date_trunc('month', now() at time zone 'utc') + make_interval(months => m))::date)
  from unnest(array['sessions', 'events']) parent, generate_series(-2, 1) m;`;

/** Since the reset of 2026-04-22 (2e98673) the tables are plain and the partition maker does nothing. */
const PLAIN = `
create table sessions (${SESSION_COLUMNS});
create table events (${EVENT_COLUMNS});
create index idx_sessions_site_month_date on sessions (site_id, created_month, created_at);
create function create_next_month_partitions() returns jsonb language sql as $$
  select jsonb_build_object('ok', true, 'noop', true, 'note', 'sessions and events are plain tables') $$;`;

const DLQ = `
create table sync_dlq (id uuid primary key default gen_random_uuid(), received_at timestamptz not null default now(),
  site_id uuid, qstash_message_id text, dedup_event_id text, stage text not null, error text not null, payload jsonb,
  replay_count int not null default 0, last_replay_at timestamptz, last_replay_error text);
create table sync_dlq_replay_audit (id uuid primary key default gen_random_uuid(), dlq_id uuid not null,
  replayed_at timestamptz not null default now(), replayed_by text, error text);`;

const PUBLISH_FAILURES = `
create table ingest_publish_failures (id uuid primary key default gen_random_uuid(), site_public_id text not null,
  created_at timestamptz not null default now(), error_code text not null, error_message_short text);
create index idx_ipf_created on ingest_publish_failures (created_at desc);
create index idx_ipf_site on ingest_publish_failures (site_public_id, created_at desc);
create function get_ingest_publish_failures_last_1h(p_site_public_id text default null) returns bigint
  language sql stable as $$ select count(*) from ingest_publish_failures
  where created_at >= now() - interval '1 hour' and (p_site_public_id is null or site_public_id = p_site_public_id) $$;
create table watchtower_checks (id uuid primary key default gen_random_uuid(), check_name text not null,
  ok boolean not null, details jsonb, created_at timestamptz not null default now());`;

const SIGNALS_UNTIL_B = `
create table processed_signals (event_id uuid primary key, received_at timestamptz not null default now(), site_id uuid,
  status text not null check (status in ('processing', 'processed', 'failed')));
create function ping() returns int language sql stable as $$ select 1 $$;`;

const SIGNALS_AT_H = `
create table processed_signals (event_id uuid primary key, created_at timestamptz not null default now(), site_id uuid,
  status text not null check (status in ('processing', 'processed', 'failed')));
create function ping() returns boolean language sql stable as $$ select true $$;
create table cron_job_heartbeats (job_name text primary key, last_status text, last_rows_affected int, run_count int,
  last_error_message text, last_finished_at timestamptz);
create table billing_reconciliation_jobs (site_id uuid, status text, updated_at timestamptz not null default now(),
  last_drift_pct numeric);`;

/**
 * The tables, triggers and functions of the real system that a cockpit or a runbook touches, by state of its code:
 * `ingest_publish_failures` came with b01d9ec (2026-02-13), so A has none; H has plain tables.
 */
export function schemaOf(era: Era): string {
  const tables = era === "H" ? PLAIN : PARTITIONED;
  const signals = era === "H" ? SIGNALS_AT_H : SIGNALS_UNTIL_B;
  return [SITES, tables, TRIGGERS, DLQ, signals, era === "A" ? "" : PUBLISH_FAILURES].join("\n");
}
