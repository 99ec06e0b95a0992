import fc from "fast-check";
import PgBoss from "pg-boss";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { usefulWords } from "../../checks/parts/boss-message.ts";
import { pgBoss } from "../../checks/pg-boss.ts";
import { createClients, type OwnedClients } from "../../src/clients/clients.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import { type Facts, isTable, type TableRow } from "../../src/core/reading.ts";
import { startPostgres, type TestPostgres } from "../helpers/servers/postgres.ts";
import { type LookOptions, look } from "./look.ts";

let postgres: TestPostgres;
let clients: OwnedClients;
const ask = (kind: string, extra: object = {}, options: LookOptions = {}) =>
  look(clients, pgBoss, { database: postgres.url(), look: kind, ...extra }, options);

beforeAll(async () => {
  postgres = await startPostgres();
  clients = createClients({ vault: createVault({ env: {} }) });
}, 30_000);
afterAll(async () => {
  await clients?.[Symbol.asyncDispose]();
  await postgres?.[Symbol.asyncDispose]();
});

function rowsOf(facts: Facts | undefined, name: string): readonly TableRow[] {
  const fact = facts?.[name];
  return isTable(fact) ? fact.rows : [];
}

const zodIssues = [
  { code: "invalid_type", expected: "string", path: ["guildId"], message: "Required" },
  { code: "invalid_type", expected: "string", path: ["feature"], message: "Required" },
];

describe("pg-boss against the schema and the jobs of pg-boss 10.1.5", () => {
  let boss: PgBoss;
  beforeAll(async () => {
    boss = new PgBoss({
      connectionString: postgres.url(),
      schema: "public",
      supervise: false,
      schedule: false,
      max: 2,
    });
    boss.on("error", () => {});
    await boss.start();
    for (const name of ["idle", "post", "flapping", "stuck", "starved", "later"])
      await boss.createQueue(name, { name });
    await postgres.sql(`SELECT create_queue('__pgboss__send-it', '{"policy":"standard"}')`);
    await boss.send("post", {}, { retryLimit: 0 });
    await boss.send("post", {}, { retryLimit: 0 });
    await fetchAndFail("post", Object.assign(new Error(JSON.stringify(zodIssues, null, 2)), { name: "ZodError" }));
    await fetchAndFail("post", new Error("Discord client not initialized\n  at somewhere"));
    await boss.send("post", {});
    const [done] = (await boss.fetch("post")) ?? [];
    await boss.complete("post", done?.id ?? "");
    await boss.send("flapping", {}, { retryLimit: 1 });
    await fetchAndFail("flapping", new Error("429"));
    await boss.send("stuck", {}, { expireInSeconds: 1 });
    await boss.fetch("stuck");
    await boss.send("starved", {});
    await boss.send("later", {}, { startAfter: 3600 });
    await postgres.sql(`UPDATE job SET start_after = now() - interval '10 minutes' WHERE name = 'starved';
      UPDATE job SET started_on = now() - interval '5 minutes' WHERE name = 'stuck'`);
  }, 20_000);
  afterAll(() => boss?.stop({ graceful: false, timeout: 1000 }));
  const fetchAndFail = async (name: string, error: Error): Promise<void> => {
    const [job] = (await boss.fetch(name)) ?? [];
    await boss.fail(name, job?.id ?? "", error);
  };

  it("counts jobs by queue and state, with the queues that are empty", async () => {
    const { facts } = await ask("counts");
    expect(facts).toMatchObject({
      version: 24,
      created: 2,
      retry: 1,
      active: 1,
      waiting: 2,
      completed: 1,
      failed: 2,
      cancelled: 0,
      queues: 7,
    });
    const row = (name: string) => rowsOf(facts, "rows").find((each) => each.name === name);
    expect(row("idle")).toEqual({
      name: "idle",
      created: 0,
      retry: 0,
      active: 0,
      waiting: 0,
      completed: 0,
      failed: 0,
      cancelled: 0,
    });
    expect(row("later")).toMatchObject({ created: 1, waiting: 0 });
    expect(row("post")).toMatchObject({ failed: 2, completed: 1 });
  });
  it("finds active jobs past their time", async () => {
    const seen = await ask("expired");
    expect(seen.facts).toMatchObject({ count: 1, active: 1, jobs: { rows: [{ name: "stuck", retryCount: 0 }] } });
    expect(seen.facts?.oldestSeconds).toBeGreaterThan(290);
  });
  it("finds jobs that nobody fetches, not those of the future", async () => {
    const seen = await ask("starving");
    expect(seen.facts).toMatchObject({
      count: 1,
      queues: 1,
      rows: { rows: [{ name: "starved", count: 1, active: 0 }] },
    });
    expect(seen.facts?.oldestSeconds).toBeGreaterThan(590);
    expect((await ask("starving", { "older-than": "1h" })).facts).toMatchObject({ count: 0, oldestSeconds: null });
    expect((await ask("starving", { "older-than": "1h" }, { pace: 15 })).facts).toMatchObject({ count: 1 });
  });
  it("finds jobs that are tried again", async () => {
    const seen = await ask("retries");
    expect(seen.facts).toMatchObject({
      retrying: 1,
      near: 1,
      rows: { rows: [{ name: "flapping", mostFailures: 1, lastMessage: "429" }] },
    });
    expect((await ask("retries", { near: 0 })).facts).toMatchObject({ retrying: 1, near: 0 });
  });
  it("finds failed jobs, in the archive, too, and the words of the last", async () => {
    await postgres.sql(`INSERT INTO archive SELECT gen_random_uuid(), name, priority, data, state, retry_limit, retry_count,
        retry_delay, retry_backoff, start_after, started_on, singleton_key, singleton_on, expire_in, created_on,
        now() - interval '13 hours', keep_until, output, dead_letter, policy FROM job WHERE state = 'failed' LIMIT 1;
      UPDATE archive SET output = '{"value":{"message":"job failed by timeout in active state"}}', name = 'stuck'`);
    const seen = await ask("failed");
    expect(seen.facts).toMatchObject({ count: 3, queues: 2, lastOn: expect.stringMatching(/Z$/) });
    expect(seen.facts?.rows).toMatchObject({
      rows: [
        { name: "post", count: 2, lastError: "Error", lastMessage: "Discord client not initialized" },
        { name: "stuck", count: 1, lastError: null, lastMessage: "job failed by timeout in active state" },
      ],
    });
    expect((await ask("failed", { since: "1h" })).facts).toMatchObject({ count: 2 });
    expect((await ask("failed", { since: "24h" }, { pace: 24 })).facts).toMatchObject({ count: 2 });
  });
  it("sees that the dispatch of schedules is broken", async () => {
    const before = await ask("cron");
    expect(before.facts).toMatchObject({ broken: 0, code: null, message: null, lastCompletedOn: null, schedules: 0 });
    expect(before.facts).toMatchObject({ everyMinutes: null, quietSeconds: null, missed: null });
    await postgres.sql(`INSERT INTO job (name, state, completed_on, started_on) VALUES ('__pgboss__send-it', 'completed', now() - interval '2 minutes', now() - interval '2 minutes');
      INSERT INTO job (name, state, started_on, output) VALUES ('__pgboss__send-it', 'retry', now(), '{"code":"23514","message":"no partition of relation \\"job\\" found for row"}')`);
    const seen = await ask("cron");
    expect(seen.facts).toMatchObject({
      broken: 1,
      retrying: 1,
      failed: 0,
      code: "23514",
      message: 'no partition of relation "job" found for row',
    });
    expect(seen.facts?.lastCompletedAgeSeconds).toBeGreaterThan(110);
    const failed = (await ask("failed")).facts?.count;
    await postgres.sql("UPDATE job SET state = 'failed', completed_on = now() WHERE name = '__pgboss__send-it'");
    expect((await ask("cron")).facts).toMatchObject({ broken: 2, failed: 2 });
    expect((await ask("failed")).facts?.count).toBe(failed);
  });
  it("finds queues and schedules that nobody knows, and queues without a partition", async () => {
    await postgres.sql(
      "INSERT INTO queue (name) VALUES ('weekly.oracle.publish'); INSERT INTO schedule (name, cron) VALUES ('weekly.oracle.publish', '0 9 * * 1')",
    );
    const known = ["idle", "post", "flapping", "stuck", "starved", "later"];
    const seen = await ask("orphans", { "known-queues": known, "known-schedules": [] });
    expect(seen.facts).toMatchObject({ count: 3, unknownQueues: 1, unknownSchedules: 1, unpartitioned: 1 });
    expect(seen.facts?.rows).toMatchObject({
      rows: [{ what: "queue" }, { what: "schedule" }, { what: "unpartitioned", cron: "0 9 * * 1" }],
    });
    expect((await ask("orphans")).facts).toMatchObject({
      count: 1,
      unknownQueues: null,
      unknownSchedules: null,
      unpartitioned: 1,
    });
    const there = await ask("schedules", { "known-schedules": ["weekly.oracle.publish", "pair.home.refresh"] });
    expect(there.facts).toMatchObject({
      count: 1,
      missing: 1,
      rows: {
        rows: [
          { name: "pair.home.refresh", present: false },
          { present: true, lastJobOn: null },
        ],
      },
    });
  });
  it("tells a fresh start from a dead one", async () => {
    await postgres.sql("UPDATE version SET monitored_on = NULL, maintained_on = NULL, cron_on = NULL");
    expect((await ask("heartbeat")).facts).toMatchObject({
      isFresh: true,
      monitoredOn: null,
      monitoredAgeSeconds: null,
    });
    await postgres.sql("UPDATE version SET monitored_on = now() - interval '3 minutes'");
    const { facts } = await ask("heartbeat");
    expect(facts).toMatchObject({ isFresh: false, cronAgeSeconds: null });
    expect(facts?.monitoredAgeSeconds).toBeGreaterThan(179);
    expect(facts?.silentSeconds).toBeGreaterThan(179);
    expect((await ask("heartbeat", {}, { pace: 10 })).facts?.silentSeconds).toBeGreaterThan(1799);
  });
  it("gives at most 50 rows and the true number", async () => {
    await postgres.sql("INSERT INTO queue (name) SELECT 'q' || n FROM generate_series(1, 60) n");
    const { facts } = await ask("counts");
    expect(facts).toMatchObject({ queues: 68, rows: { rowCount: 68, truncated: true } });
    expect(rowsOf(facts, "rows")).toHaveLength(50);
    expect((await ask("orphans")).facts).toMatchObject({ unpartitioned: 61, rows: { rowCount: 61, truncated: true } });
  });
});

describe("pg-boss of another version", () => {
  beforeAll(async () => {
    for (const [schema, version, state, start, done] of [
      ["v9", 20, "'created','retry','active','completed','expired','cancelled','failed'", "startafter", "completedon"],
      ["v11", 26, "'created','retry','active','completed','cancelled','failed'", "start_after", "completed_on"],
    ] as const) {
      await postgres.sql(`CREATE SCHEMA ${schema}; CREATE TYPE ${schema}.job_state AS ENUM (${state});
        CREATE TABLE ${schema}.version (version int, cron_on timestamptz); INSERT INTO ${schema}.version VALUES (${version});
        CREATE TABLE ${schema}.queue (name text); INSERT INTO ${schema}.queue VALUES ('empty');
        CREATE TABLE ${schema}.job (name text, state ${schema}.job_state, ${start} timestamptz, ${done} timestamptz);
        INSERT INTO ${schema}.job VALUES ('a', 'created', now() - interval '1 s', NULL), ('a', 'failed', now(), now())`);
    }
    await postgres.sql(
      "CREATE SCHEMA v12; CREATE TABLE v12.version (version int); INSERT INTO v12.version VALUES (46)",
    );
  });
  it("is counted where its columns are known", async () => {
    expect((await ask("counts", { schema: "v9" })).facts).toMatchObject({
      version: 20,
      created: 1,
      waiting: 1,
      failed: 1,
      queues: 1,
    });
    expect((await ask("counts", { schema: "v11" })).facts).toMatchObject({
      version: 26,
      created: 1,
      failed: 1,
      queues: 2,
    });
  });
  it("is refused by its number otherwise", async () => {
    const failures = [await ask("counts", { schema: "v12" }), await ask("expired", { schema: "v9" })].map(
      (seen) => seen.failure,
    );
    expect(failures).toMatchObject([
      { kind: "config", message: "pg-boss's schema version is 46; counts reads 20, 24, 26" },
      { kind: "config", message: "pg-boss's schema version is 20; expired reads 24" },
    ]);
  });
  it("is not there at all", async () => {
    expect((await ask("counts", { schema: "nowhere" })).failure).toMatchObject({
      kind: "config",
      message: "there is no pg-boss in the schema nowhere",
    });
    expect(pgBoss.params.safeParse({ database: "postgresql://h/d", look: "counts", schema: 'a"; DROP' }).success).toBe(
      false,
    );
  });
});

describe("an error's message", () => {
  it("of zod becomes its first issue, whole or cut off", () => {
    const text = JSON.stringify(zodIssues, null, 2);
    expect(usefulWords(text)).toBe("guildId: Required (+1 more)");
    expect(usefulWords(text.slice(0, -40))).toBe("guildId: Required");
    expect(usefulWords("boom\n  at x")).toBe("boom");
    expect(usefulWords(null)).toBeNull();
  });
  it("of any shape becomes one short line (property)", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.jsonValue().map((value) => JSON.stringify([value], null, 2)),
        ),
        (text) => {
          const words = usefulWords(text);
          expect(words === null || (words.length <= 160 && !/[\n\r]/.test(words))).toBe(true);
        },
      ),
    );
  });
});
