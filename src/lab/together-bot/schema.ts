/** The owner of the tables, and the name of the database. */
export const OWNER = "together_bot";

/** `scheduled_posts` and `scheduler_settings` as the migrations leave them; of the others what a cockpit offers to choose. */
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
create table guild_settings (guild_id varchar(32) primary key, name text not null, public_post_channel_id varchar(32),
  public_post_enabled boolean not null default true);
create table duels (id varchar(36) primary key, guild_id varchar(32) not null references guild_settings, name text not null,
  status varchar(24) not null default 'active', message_id varchar(32), updated_at timestamptz not null default now());
create table raids (id varchar(36) primary key, guild_id varchar(32) not null references guild_settings, title text not null,
  status varchar(24) not null default 'active', message_id varchar(32), updated_at timestamptz not null default now());
create table pairs (id varchar(36) primary key, guild_id varchar(32) not null references guild_settings, title text not null,
  status varchar(24) not null default 'active', message_id varchar(32), updated_at timestamptz not null default now());
create table monthly_hall_cards (guild_id varchar(32) not null references guild_settings, month_key varchar(7) not null,
  message_id varchar(32), updated_at timestamptz not null default now(), primary key (guild_id, month_key));`;

/** Two guilds with duels, raids and pairs, posts of the past days, and one post for next week (normal: not due). */
export const HISTORY = `
insert into guild_settings values ('1180000000000000001', 'Together', '1180000000000000101', true),
  ('1180000000000000002', 'Long Distance', '1180000000000000102', true),
  ('1180000000000000003', 'Quiet Corner', null, false);
insert into duels (id, guild_id, name, message_id)
  select gen_random_uuid(), g, 'Duel ' || n, '129000000000000010' || n
  from unnest(array['1180000000000000001', '1180000000000000002']) g, generate_series(1, 2) n;
insert into raids (id, guild_id, title, message_id)
  select gen_random_uuid(), g, 'Raid of the week', '1290000000000000201'
  from unnest(array['1180000000000000001', '1180000000000000002']) g;
insert into pairs (id, guild_id, title, message_id)
  select gen_random_uuid(), '1180000000000000001', 'Pair ' || n, '129000000000000030' || n from generate_series(1, 3) n;
insert into scheduled_posts (id, guild_id, type, target_channel_id, payload_json, scheduled_for, status, idempotency_key,
    created_at, sent_at, published_message_id, updated_at)
  select id, '1180000000000000001', 'checkin_nudge', '1180000000000000101', jsonb_build_object('content', 'How was your week?'),
    at, 'sent', 'history:' || id, at, at, '1291000000000000001', at
  from (select gen_random_uuid()::text as id, now() - make_interval(hours => n) as at from generate_series(2, 40) n) past;
insert into scheduled_posts (id, guild_id, type, target_channel_id, payload_json, scheduled_for, idempotency_key)
  values (gen_random_uuid(), '1180000000000000001', 'text', '1180000000000000101', '{"content": "See you next week"}',
    now() + interval '7 days', 'history:next-week');`;
