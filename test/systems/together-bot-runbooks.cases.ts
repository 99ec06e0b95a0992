import type { Facts, Verdict } from "../../src/core/reading.ts";
import type { Case } from "./case.ts";

/** What only the runbooks and their forms look at. */
function shown(check: string, seen: readonly (readonly [string, Facts, Verdict, RegExp])[]): Case[] {
  return seen.map(([title, facts, verdict, says]) => ({ check, title, facts, verdict, says }));
}

const lists = [
  "job-states",
  "schedule-list",
  "recent-jobs",
  "post-rows",
  "guilds",
  "duels",
  "rounds",
  "raids",
  "pairs",
  "repair-sessions",
].flatMap((check) =>
  shown(check, [
    ["some", { rows: 2 }, "ok", /2 rows/],
    ["none", { rows: 0 }, "warn", /There is none/],
  ]),
);

const url = { fingerprint: "0123456789ab", matches: true };
const role = { name: "neondb", writable: true, may: true, bossVersion: 24 };
const gateway = { disconnected: 0, resumed: 0, resumedLastAt: null, closeCode: null, disconnectedLastAt: null };
const posts = { late: 0, pending: 3, sent: 5, added: 4, falling: 1 };
const held = { pid: 4711, application: "psql", role: "together_bot", stranger: true, waiting: 0 };
const sent = { jobs: 40, users: 3, topUser: "1170000000000000099", topJobs: 6, topQueue: "raid.progress.refresh" };
const flow = { waiting: 2, late: 0, done: 30, added: 29, falling: 1 };
const shape = { messages: 9, missing: 0, withoutMessage: 0, newestEdit: "2026-11-22T02:59:58.000Z" };
const smoke = {
  exitCode: 1,
  environment: "OK",
  database: "OK",
  boss: "OK",
  failure: "TypeError: configured is not iterable",
};

export const togetherBotRunbookCases: readonly Case[] = [
  ...lists,
  ...shown("database-url", [
    ["unchanged", url, "ok", /is what it was \(0123456789ab\)/],
    ["changed", { ...url, matches: false }, "fail", /was changed: 0123456789ab/],
    ["nothing to compare with", { ...url, matches: null }, "unknown", /nothing is compared with/],
    ["nothing printed", { fingerprint: null, matches: null }, "unknown", /printed no fingerprint/],
  ]),
  ...shown("neon-project", [
    ["active", { state: "active", disabled: false }, "ok", /is active/],
    ["sleeps", { state: "idle", disabled: false }, "warn", /sleeps/],
    ["disabled", { state: "idle", disabled: true }, "fail", /disabled/],
  ]),
  ...shown("write-access", [
    ["the bot's", role, "ok", /of neondb/],
    ["another database", { ...role, name: "staging" }, "fail", /leads to the database staging, not neondb/],
    ["a standby", { ...role, writable: false }, "fail", /a standby/],
    ["a role that reads", { ...role, may: false }, "fail", /may not change/],
    ["a pg-boss of another time", { ...role, bossVersion: 26 }, "fail", /of version 26, and only 24 is known/],
  ]),
  ...shown("discord-api", [
    ["works", { status: 200 }, "ok", /works and knows the token/],
    ["refuses", { status: 401 }, "fail", /refuses the token/],
  ]),
  ...shown("gateway-day", [
    ["quiet", gateway, "ok", /did not end the gateway in 24 h$/],
    ["resumed", { ...gateway, resumed: 2, resumedLastAt: "2026-11-22T02:59:58.000Z" }, "ok", /resumed 2 times/],
    [
      "ended",
      { ...gateway, disconnected: 1, closeCode: 4004, disconnectedLastAt: "2026-11-22T02:59:58.000Z" },
      "warn",
      /1 time in 24 h.*close code 4004/,
    ],
  ]),
  ...shown("posts-catch-up", [
    ["caught up", posts, "ok", /no post is late; 3 are pending, 5 sent/],
    ["falls", { ...posts, late: 40, falling: 12 }, "warn", /40 posts are late, and they become fewer/],
    ["stands", { ...posts, late: 40, falling: -2 }, "fail", /do not become fewer/],
  ]),
  ...shown("maintenance-lock", [
    ["a stranger holds it", held, "fail", /Session 4711 of the role together_bot \(psql\)/],
    ["pg-boss holds it for long", { ...held, application: "pgboss", stranger: false, waiting: 2 }, "fail", /4711/],
    ["pg-boss works", { ...held, application: "pgboss", stranger: false }, "ok", /nobody holds up/],
    ["free", { pid: null, application: null, role: null, stranger: false, waiting: 0 }, "ok", /nobody holds up/],
  ]),
  ...shown("senders", [
    ["nobody spams", sent, "ok", /40 jobs of 3 members in 15 min, at most 6/],
    ["one spams", { ...sent, topJobs: 31 }, "warn", /1170000000000000099 has asked for 31 of 40 jobs/],
  ]),
  ...shown("drain", [
    ["drained", flow, "ok", /no refresh is late/],
    ["falls", { ...flow, late: 12, falling: 7 }, "warn", /12 refreshes are late, and the backlog falls/],
    ["grows", { ...flow, late: 12, falling: -4 }, "fail", /does not fall/],
  ]),
  ...shown("oracle-queue", [
    ["of this release", { name: "oracle.weekly.publish", partitioned: true, scheduled: true }, "ok", /oracle\.weekly/],
    ["left by a migration", { name: "weekly.oracle.publish", partitioned: false, scheduled: true }, "fail", /23514/],
    ["none", { name: null, partitioned: null, scheduled: null }, "fail", /No queue has one/],
  ]),
  ...shown("unpartitioned", [
    ["none", { queues: 0, scheduled: 0, names: null, crons: null }, "ok", /every queue has its partition/],
    [
      "one that is scheduled",
      { queues: 1, scheduled: 1, names: "weekly.oracle.publish", crons: "0 10 * * 1" },
      "fail",
      /weekly\.oracle\.publish has no partition, and 1 is scheduled \(0 10 \* \* 1\)/,
    ],
  ]),
  ...shown("dashboards", [
    ["all there", shape, "ok", /9 dashboards are there, the last was edited /],
    ["one is gone", { ...shape, missing: 1 }, "warn", /1 dashboard is gone/],
    ["one was never posted", { ...shape, withoutMessage: 1 }, "warn", /names no message/],
  ]),
  ...shown("smoke-script", [
    ["passed", { ...smoke, exitCode: 0, failure: null }, "ok", /passed/],
    ["the known failure", smoke, "ok", /fails as always/],
    ["another failure", { ...smoke, failure: "boom" }, "fail", /another reason than the known one: boom/],
    [
      "no database",
      { ...smoke, database: null, boss: null, failure: "connect ECONNREFUSED" },
      "fail",
      /before its fourth/,
    ],
  ]),
];
