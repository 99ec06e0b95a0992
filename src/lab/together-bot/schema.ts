/** The owner of the tables, and the name of the database. */
export const OWNER = "together_bot";

/**
 * `scheduled_posts` and `scheduler_settings` as the migrations leave them; of the others what the bot's dashboards and a
 * cockpit's choices need. `public_post_enabled` stands for a feature flag of a guild.
 */
export const SCHEMA = `
create schema drizzle;
create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint);
insert into drizzle.__drizzle_migrations (hash, created_at)
  select md5('000' || n), 1766000000000 + n * 86400000::bigint from generate_series(0, 13) n;
create table scheduled_posts (
  id varchar(36) primary key, guild_id varchar(32) not null, type varchar(64) not null,
  target_channel_id varchar(32) not null, payload_json jsonb not null, scheduled_for timestamptz not null,
  status varchar(24) not null default 'pending', idempotency_key varchar(200) not null unique,
  created_at timestamptz not null default now(), sent_at timestamptz, published_message_id varchar(32), last_error text,
  updated_at timestamptz not null default now());
create index scheduled_posts_status_idx on scheduled_posts (status, scheduled_for, updated_at);
create index scheduled_posts_due_idx on scheduled_posts (status, scheduled_for) where status in ('pending', 'processing');
create table scheduler_settings (schedule_name varchar(64) primary key, enabled boolean not null default true,
  updated_at timestamptz not null default now());
create table guild_settings (guild_id varchar(32) primary key, public_post_channel_id varchar(32),
  public_post_enabled boolean not null default true, oracle_channel_id varchar(32), oracle_message_id varchar(32),
  hall_channel_id varchar(32), created_at timestamptz not null default now(), updated_at timestamptz not null default now());
create table duels (id varchar(36) primary key, guild_id varchar(32) not null, status varchar(24) not null default 'active',
  public_channel_id varchar(32) not null, scoreboard_message_id varchar(32),
  created_at timestamptz not null default now(), updated_at timestamptz not null default now());
create table duel_rounds (id varchar(36) primary key, duel_id varchar(36) not null, round_no integer not null,
  status varchar(24) not null default 'active', started_at timestamptz not null default now(), ends_at timestamptz not null,
  closed_at timestamptz, unique (duel_id, round_no));
create table raids (id varchar(36) primary key, guild_id varchar(32) not null, status varchar(24) not null default 'active',
  week_start_date text not null, public_channel_id varchar(32) not null, progress_message_id varchar(32),
  created_at timestamptz not null default now(), updated_at timestamptz not null default now(), unique (guild_id, week_start_date));
create table pairs (id varchar(36) primary key, guild_id varchar(32) not null, private_channel_id varchar(32) not null,
  pair_home_message_id varchar(32), status varchar(24) not null default 'active', created_at timestamptz not null default now());
create table monthly_hall_cards (id varchar(36) primary key, guild_id varchar(32) not null, month_key varchar(7) not null,
  channel_id varchar(32) not null, message_id varchar(32), created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(), unique (guild_id, month_key));
create table mediator_repair_sessions (id varchar(36) primary key, guild_id varchar(32) not null, pair_id varchar(36) not null,
  channel_id varchar(32) not null, message_id varchar(32) not null, started_by_user_id varchar(32) not null,
  status varchar(24) not null, current_step integer not null default 1, started_at timestamptz not null default now(),
  last_tick_at timestamptz, completed_at timestamptz);`;

/** Two guilds with duels, raids and pairs, a repair session, posts of the past days, and one post for next week (normal: not due). */
export const HISTORY = `
insert into guild_settings (guild_id, public_post_channel_id, public_post_enabled, oracle_channel_id, oracle_message_id,
    hall_channel_id) values
  ('1180000000000000001', '1180000000000000101', true, '1180000000000000111', '1290000000000000401', '1180000000000000121'),
  ('1180000000000000002', '1180000000000000102', true, '1180000000000000112', '1290000000000000402', null),
  ('1180000000000000003', null, false, null, null, null);
insert into duels (id, guild_id, public_channel_id, scoreboard_message_id)
  select gen_random_uuid(), '118000000000000000' || g, '118000000000000010' || g, '12900000000000001' || g || n
  from generate_series(1, 2) g, generate_series(1, 2) n;
insert into duel_rounds (id, duel_id, round_no, ends_at)
  select gen_random_uuid(), id, 1, now() + interval '2 days' from duels;
insert into raids (id, guild_id, week_start_date, public_channel_id, progress_message_id)
  select gen_random_uuid(), '118000000000000000' || g, to_char(date_trunc('week', now()), 'YYYY-MM-DD'),
    '118000000000000010' || g, '129000000000000020' || g from generate_series(1, 2) g;
insert into pairs (id, guild_id, private_channel_id, pair_home_message_id)
  select gen_random_uuid(), '1180000000000000001', '118000000000000020' || n, '129000000000000030' || n
  from generate_series(1, 3) n;
insert into mediator_repair_sessions (id, guild_id, pair_id, channel_id, message_id, started_by_user_id, status)
  select gen_random_uuid(), guild_id, id, private_channel_id, '1290000000000000501', '1170000000000000011', 'active'
  from pairs limit 1;
insert into scheduled_posts (id, guild_id, type, target_channel_id, payload_json, scheduled_for, status, idempotency_key,
    created_at, sent_at, published_message_id, updated_at)
  select id, '1180000000000000001', 'checkin_nudge', '1180000000000000101', jsonb_build_object('content', 'How was your week?'),
    at, 'sent', 'history:' || id, at, at, '1291000000000000001', at
  from (select gen_random_uuid()::text as id, now() - make_interval(hours => n) as at from generate_series(2, 40) n) past;
insert into scheduled_posts (id, guild_id, type, target_channel_id, payload_json, scheduled_for, idempotency_key)
  values (gen_random_uuid(), '1180000000000000001', 'text', '1180000000000000101', '{"content": "See you next week"}',
    now() + interval '7 days', 'history:next-week');`;
