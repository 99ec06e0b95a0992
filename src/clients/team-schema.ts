/**
 * What a store is made of, as statements for the owner of the database. Append-only by permission: the role
 * `opsdeck_bastion`, which bastions sign in with or are members of, may read and add, nothing else.
 */
export const TEAM_SCHEMA = `-- opsdeck's store. Run it once as the owner of a database of its own:
--   opsdeck store sql | psql "$OWNER_URL"
-- then give each bastion a login:  create role fra1 login password '…' in role opsdeck_bastion;
begin;
do $$ begin
  create role opsdeck_bastion nologin;
exception when duplicate_object then null;
end $$;
create schema opsdeck;

-- The bastions that ever came. The numbers of their incidents leave the rest \`ordinal\` when divided by 16.
create table opsdeck.bastions (
  id text primary key check (id ~ '^[0-9a-f]{8,32}$'),
  ordinal int not null unique check (ordinal between 1 and 15),
  name text not null check (length(name) < 300),
  at timestamptz not null default clock_timestamp()
);

-- The next ordinal; a sequence would leave some out after a crash.
create function opsdeck.number_bastion() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(7433, 3);
  new.ordinal := (select coalesce(max(ordinal), 0) + 1 from opsdeck.bastions);
  return new;
end $$;
create trigger number_bastion before insert on opsdeck.bastions
  for each row execute function opsdeck.number_bastion();

-- Who led, in order. The number is the fencing number: only the newest leads.
create table opsdeck.leads (
  fence bigint generated always as identity primary key,
  bastion text not null references opsdeck.bastions,
  host text not null,
  by text not null,
  pid int not null,
  at timestamptz not null default clock_timestamp()
);

-- Lines of journals, as they are on the disks of those who wrote them. \`place\` is the order in which they came.
create table opsdeck.lines (
  incident int not null check (incident > 0),
  bastion text not null references opsdeck.bastions,
  seq int not null check (seq > 0),
  place bigint generated always as identity,
  line text not null check (octet_length(line) <= 4194304),
  opens boolean not null,
  -- The lease by which its writer says that it led, and whether it did when the line came.
  fence bigint,
  as_lead boolean not null default false,
  at timestamptz not null default clock_timestamp(),
  primary key (incident, bastion, seq)
);
create unique index lines_one_opening on opsdeck.lines (incident) where opens;

-- The lease is a lock of a session: it is free when its session is gone, which no clock decides but the server's own.
create view opsdeck.lease as
  select pid from pg_locks
  where locktype = 'advisory' and classid = 7433 and objid = 1 and objsubid = 2 and granted
    and database = (select oid from pg_database where datname = current_database());
create function opsdeck.check_lead() returns trigger language plpgsql as $$
begin
  if not exists (select from opsdeck.lease where pid = pg_backend_pid()) then
    raise exception 'this session does not hold the lease' using errcode = '55006';
  end if;
  return new;
end $$;
create trigger check_lead before insert on opsdeck.leads for each row execute function opsdeck.check_lead();

-- One after the other, so that the order of places is the order in which lines can be seen.
create function opsdeck.one_by_one() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(7433, 2);
  return null;
end $$;
create trigger one_by_one before insert on opsdeck.lines for each statement execute function opsdeck.one_by_one();

create function opsdeck.check_line() returns trigger language plpgsql as $$
begin
  new.as_lead := new.fence is not null and new.fence = (select max(fence) from opsdeck.leads)
    and exists (select from opsdeck.lease where pid = pg_backend_pid());
  return new;
end $$;
create trigger check_line before insert on opsdeck.lines for each row execute function opsdeck.check_line();

create function opsdeck.tell() returns trigger language plpgsql as $$
begin
  notify opsdeck;
  return null;
end $$;
create trigger tell after insert on opsdeck.lines for each statement execute function opsdeck.tell();
create trigger tell after insert on opsdeck.leads for each statement execute function opsdeck.tell();

revoke all on all tables in schema opsdeck from public;
grant usage on schema opsdeck to opsdeck_bastion;
grant select, insert on all tables in schema opsdeck to opsdeck_bastion;
commit;
`;
