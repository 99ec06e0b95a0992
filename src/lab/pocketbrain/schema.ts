/** The owner of the tables, and the name of the database. */
export const OWNER = "pocketbrain";

/** The release that runs: the newest row of schema_migrations, and what verify-vps-remote prints. */
export const MIGRATION = { version: "0009_sync_bootstrap", checksum: "9b1f0c44" } as const;
export const RELEASE = "6c96a06000000000000000000000000000000000";

/** pocket-brain at 6c96a06 (2026-02-16); all times are ms since 1970. */
export const SCHEMA = `
create table schema_migrations (version text primary key, checksum text not null, applied_at bigint not null);
create table users (id text primary key, created_at bigint not null, updated_at bigint not null);
create table devices (id uuid primary key, user_id text not null references users, created_at bigint not null,
  last_seen_at bigint not null, revoked_at bigint);
create table notes (id text not null, user_id text not null references users, content text not null, version int not null,
  created_at bigint not null, updated_at bigint not null, deleted_at bigint, last_modified_by_device_id uuid,
  primary key (user_id, id));
create table note_changes (seq bigserial primary key, user_id text not null references users, note_id text not null,
  op text not null, version int not null, changed_at bigint not null);
create index note_changes_user_seq on note_changes (user_id, seq);
create table idempotency_keys (user_id text not null, request_id text not null, response jsonb not null,
  created_at bigint not null, primary key (user_id, request_id));
insert into schema_migrations
  select to_char(n, 'FM0000') || '_step', md5(n::text), 1769000000000 + n * 86400000::bigint from generate_series(1, 8) n;
insert into schema_migrations values ('${MIGRATION.version}', '${MIGRATION.checksum}', 1771200000000);`;
