import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Verdict } from "../../src/core/reading.ts";
import { schemaOf } from "../../src/lab/opsmantik/schema.ts";
import { startPostgres, type TestPostgres } from "../helpers/servers/postgres.ts";
import { openShipped } from "./shipped.ts";

/** What one would believe of opsmantik's database and should not, by real looks of the shipped checks. */
type Seen = readonly [check: string, verdict: Verdict, says: RegExp];
interface Trap {
  readonly trap: string;
  readonly era?: "A" | "B" | "H";
  readonly sql?: string;
  readonly seen: readonly Seen[];
  /** The role that looks; the superuser by default. */
  readonly role?: string;
}

const session = (columns: string, values: string): string =>
  `with site as (insert into sites (public_id, domain) values ('s', 'd') on conflict (public_id) do update set domain = 'd'
    returning id) insert into sessions (site_id, created_month, ${columns}) select id, current_date, ${values} from site;`;
const failed = (
  minutes: number,
): string => `insert into ingest_publish_failures (site_public_id, created_at, error_code,
  error_message_short) values ('no-such-site', now() - interval '${minutes} minutes', 'QSTASH_PUBLISH_FAILED', '{"error":"invalid token"}');`;
const partition = (table: string, months: number): string =>
  `do $$ begin execute 'drop table ${table}_' || to_char(now() at time zone 'utc' + interval '${months} months', 'YYYY_MM') || ' cascade'; end $$;`;
const givenUp = (replays: number): string =>
  `insert into sync_dlq (stage, error, replay_count) values ('sync_worker', '23514 no partition of relation', ${replays});`;
const locked = ["sessions", "sync_dlq", "ingest_publish_failures"]
  .map((table) => `alter table ${table} enable row level security;`)
  .join("\n");
const hides = (table: string): RegExp => new RegExp(`^Row level security hides public.${table} from this role`);
const hidden: readonly Seen[] = [
  ["publish-failures", "unknown", hides("ingest_publish_failures")],
  ["sync-dlq", "unknown", hides("sync_dlq")],
  ["sessions-60m", "unknown", hides("sessions")],
  ["gclid-3h", "unknown", hides("sessions")],
];
const full = failed(1) + givenUp(0) + session("created_at, gclid", "now(), 'g'");

const traps: readonly Trap[] = [
  {
    trap: "a trigger that is disabled passes the verify script",
    sql: "alter table sessions disable trigger sessions_set_created_month;",
    seen: [["partition-triggers", "fail", /disabled on sessions, .*the verify script calls that OK/]],
  },
  {
    trap: "a trigger may be disabled on one partition only",
    sql: `do $$ begin execute 'alter table events_' || to_char(now() at time zone 'utc', 'YYYY_MM')
      || ' disable trigger events_set_session_month_from_session'; end $$;`,
    seen: [["partition-triggers", "fail", /disabled on events_20\d\d_\d\d; the verify script calls that OK/]],
  },
  {
    trap: "the drift check looks at events only: a month without sessions passes it",
    sql: partition("sessions", 0),
    seen: [
      [
        "partitions",
        "fail",
        /This month has no sessions_20\d\d_\d\d: each insert fails with 23514 and lands in sync_dlq/,
      ],
    ],
  },
  {
    trap: "next month has no partition yet: nothing fails, until it does",
    sql: partition("events", 1),
    seen: [["partitions", "warn", /Next month has no events_20\d\d_\d\d/]],
  },
  {
    trap: "in production a default partition takes what has no month: nothing fails, and rows lie in the wrong place",
    sql: `${partition("sessions", 0)} create table sessions_default partition of sessions default;
      create table events_default partition of events default;`,
    seen: [["partitions", "warn", /rows go to the default partition/]],
  },
  {
    trap: "H has plain tables: no month is missing there",
    era: "H",
    seen: [
      ["publish-failures", "unknown", /^No row, which tells nothing in era H/],
      ["partitions", "ok", /plain tables here/],
      ["partition-triggers", "ok", /^2 of 2 triggers are there and enabled/],
    ],
  },
  {
    trap: "one table of the two may be gone, and what is left is in order",
    era: "H",
    sql: "drop table events cascade;",
    seen: [
      ["partitions", "fail", /only sessions is there/],
      ["partition-triggers", "fail", /only sessions is there/],
    ],
  },
  {
    trap: "A keeps no table of publish failures: that is not 0 failures",
    era: "A",
    seen: [["publish-failures", "unknown", /ingest_publish_failures/]],
  },
  {
    trap: "15 min is how far the watchtower looks back, not how long to wait: a failure of 16 min ago reads 0",
    sql: failed(16),
    seen: [["publish-failures", "ok", /^no publish failures in 15 min$/]],
  },
  {
    trap: "a site that does not exist makes a row of a publish failure all the same",
    sql: failed(14),
    seen: [
      ["publish-failures", "warn", /^1 publish failure in 15 min\. QSTASH_PUBLISH_FAILED: \{"error":"invalid token"\}/],
    ],
  },
  {
    trap: "what QStash calls delivered may be given up in the app's own sync_dlq",
    sql: givenUp(0) + givenUp(1),
    seen: [
      ["sync-dlq", "warn", /^1 event could not be stored .* sync_worker: 23514 no partition.*Look at om partitions/],
    ],
  },
  {
    trap: "an event that was replayed and failed again is still not stored",
    sql: `${givenUp(1)} insert into sync_dlq (stage, error, replay_count, last_replay_at, last_replay_error)
      values ('sync_worker', '23514 no partition of relation', 2, now(), 'site is gone');`,
    seen: [["sync-dlq", "warn", /^1 event could not be stored .* or failed again\. sync_worker: site is gone/]],
  },
  {
    trap: "a session of 61 min ago is none of the last hour, and traffic without a gclid is no attribution",
    sql: session("created_at, gclid", "now() - interval '61 minutes', null"),
    seen: [
      ["sessions-60m", "fail", /^No session in 60 min/],
      ["gclid-3h", "fail", /^No session with a gclid in 3 h/],
    ],
  },
  {
    trap: "row level security without a policy shows a reading role no row: that is no 0",
    sql: full + locked,
    role: "reader",
    seen: hidden,
  },
  {
    trap: "row level security hides nothing from the role that owns the tables",
    sql: full + locked,
    seen: [
      ["publish-failures", "warn", /^1 publish failure/],
      ["sync-dlq", "warn", /^1 event could not be stored/],
      ["sessions-60m", "ok", /^1 session in 60 min/],
    ],
  },
  {
    trap: "with a policy a reading role is shown the rows, and none is none",
    sql: `${locked} create policy readers on sync_dlq for select using (true);
      create policy readers on ingest_publish_failures for select using (true);`,
    role: "reader",
    seen: [
      ["publish-failures", "ok", /^no publish failures/],
      ["sync-dlq", "ok", /no event was given up/],
    ],
  },
];

async function laid(connectionString: string, statements: string): Promise<void> {
  const owner = new pg.Client({ connectionString });
  await owner.connect();
  await owner.query(statements).finally(() => owner.end());
}

describe("opsmantik's database", () => {
  let postgres: TestPostgres;
  let made = 0;
  beforeAll(async () => {
    postgres = await startPostgres();
    await postgres.sql("create role reader login password 'reader'; grant pg_read_all_data to reader");
  });
  afterAll(() => postgres?.[Symbol.asyncDispose]());

  it.each(traps.map((one) => [one.trap, one] as const))("%s", async (_trap, { era = "B", sql = "", seen, role }) => {
    made += 1;
    await postgres.sql(`create database trap_${made}`);
    const url = new URL(postgres.url(`trap_${made}`));
    await laid(url.href, schemaOf(era) + sql);
    if (role !== undefined) Object.assign(url, { username: role, password: role });
    await using shipped = openShipped("opsmantik", { env: { OPSMANTIK_DATABASE_URL: url.href } });
    for (const [check, verdict, says] of seen) {
      const { summary, ...reading } = await shipped.look(check);
      expect({ check, verdict: reading.verdict, summary }).toMatchObject({ check, verdict });
      expect(summary).toMatch(says);
    }
  });
});
