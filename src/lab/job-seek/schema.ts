/** The owner of the tables, and the name of the database. */
export const OWNER = "jobseek";

const RUNS = `
create table users (id uuid primary key default gen_random_uuid(), email text not null unique, role text not null,
  password_hash text not null);
create table career_profiles (id uuid primary key default gen_random_uuid(), user_id uuid not null references users(id),
  status text not null);
create table job_source_runs (id uuid primary key default gen_random_uuid(), source text not null default 'PRACUJ_PL',
  user_id uuid not null references users(id), career_profile_id uuid, listing_url text not null, filters jsonb,
  trace_id uuid not null default gen_random_uuid(), status text not null
    check (status in ('PENDING', 'RUNNING', 'COMPLETED', 'FAILED')), total_found int, scraped_count int, error text,
  failure_type text, finalized_at timestamptz, last_heartbeat_at timestamptz, progress jsonb,
  retry_of_run_id uuid references job_source_runs(id), retry_count int not null default 0,
  started_at timestamptz not null default now(), completed_at timestamptz, created_at timestamptz not null default now());
create index on job_source_runs (created_at);
create index on job_source_runs (user_id, status);`;

const EVENTS = `
create table job_source_callback_events (id uuid primary key default gen_random_uuid(), source_run_id uuid not null
    references job_source_runs(id) on delete cascade, event_id text, request_id text, status text not null, attempt_no int,
  payload_hash text, emitted_at timestamptz, received_at timestamptz not null default now(),
  created_at timestamptz not null default now(), payload text, unique (source_run_id, event_id));
create index on job_source_callback_events (received_at);
create table job_source_run_events (id uuid primary key default gen_random_uuid(), source_run_id uuid not null
    references job_source_runs(id) on delete cascade, event_type text not null, severity text not null, request_id text,
  phase text, attempt_no int, code text, message text, meta jsonb, created_at timestamptz not null default now());
create table scrape_execution_events (id uuid primary key default gen_random_uuid(), source_run_id uuid, task_id text,
  request_id text, dedupe_key text, lease_expires_at timestamptz, execution_status text, stage text not null,
  status text not null, code text not null, message text, meta jsonb, created_at timestamptz not null default now());
create index on scrape_execution_events (created_at);
create table worker_task_executions (source_run_id uuid primary key, task_id text not null, status text not null,
  accepted_at timestamptz, started_at timestamptz, completed_at timestamptz, lease_expires_at timestamptz, error text);
create table api_request_events (id uuid primary key default gen_random_uuid(), user_id uuid, request_id text,
  level text not null, method text not null, path text not null, status_code int not null, message text, error_code text,
  details jsonb, meta jsonb, created_at timestamptz not null default now());
create index on api_request_events (created_at);`;

const CATALOG = `
create table job_offers (id uuid primary key default gen_random_uuid(), title text not null, category text,
  employment_type text, accepted boolean not null default true, matched_at timestamptz, expires_at timestamptz,
  last_seen_at timestamptz not null default now());
create table user_job_offers (id uuid primary key default gen_random_uuid(), user_id uuid not null references users(id),
  source_run_id uuid references job_source_runs(id) on delete set null, title text not null, score numeric,
  created_at timestamptz not null default now());
create table scrape_schedules (user_id uuid primary key references users(id), enabled int not null, cron text not null,
  timezone text not null default 'Europe/Warsaw', source text not null default 'PRACUJ_PL', last_triggered_at timestamptz,
  next_run_at timestamptz, last_run_status text);
create table scrape_schedule_events (id uuid primary key default gen_random_uuid(), user_id uuid, event_type text not null,
  created_at timestamptz not null default now());`;

/** What of packages/db a cockpit, a runbook or the metrics touch. */
export const SCHEMA = [RUNS, EVENTS, CATALOG].join("\n");
