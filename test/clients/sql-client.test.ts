import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createVault } from "../../src/clients/secret-vault.ts";
import { createSqlClient, type OwnedSqlClient } from "../../src/clients/sql-client.ts";
import type { SqlQuery } from "../../src/core/clients.ts";
import { SecretText } from "../../src/core/secret.ts";
import { closedPort } from "../helpers/servers/listen.ts";
import { startPooler } from "../helpers/servers/pooler.ts";
import { startPostgres, type TestPostgres } from "../helpers/servers/postgres.ts";
import { startTcpProxy, type TcpProxy } from "../helpers/servers/tcp-proxy.ts";

let postgres: TestPostgres;
let proxy: TcpProxy;
let client: OwnedSqlClient;
let proxied: string;
beforeAll(async () => {
  postgres = await startPostgres();
  await postgres.sql("CREATE TABLE t (n int); INSERT INTO t SELECT generate_series(1, 1000)");
}, 30_000);
afterAll(() => postgres?.[Symbol.asyncDispose]());
beforeEach(async () => {
  proxy = await startTcpProxy(postgres.port);
  proxied = postgres.url().replace(`:${postgres.port}`, `:${proxy.port}`);
  client = createSqlClient(createVault({ env: { URL: postgres.url() } }));
});
afterEach(async () => {
  await client[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
});

const within = (ms: number): AbortSignal => AbortSignal.timeout(ms);
const read = (text: string, extra: Partial<SqlQuery> = {}, signal = within(5000)) =>
  client.read({ database: postgres.url(), text, statementMs: 2000, ...extra }, signal);
const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("values", () => {
  it("come as scalars", async () => {
    const { rows } = await read(
      `SELECT 42::int8 AS small, 9007199254740993::int8 AS big, 12.5::numeric AS numeric, 'NaN'::float8 AS nan,
        true AS yes, NULL::text AS none, '2026-02-13 15:57:00.5+03'::timestamptz AS at, '2026-02-13 15:57'::timestamp AS bare,
        'infinity'::timestamptz AS never, interval '1 day 02:03:04.5' AS long, interval '-90 seconds' AS back,
        '{"a":1}'::jsonb AS json, ARRAY[1,2] AS list, 'x'::bytea AS binary, '2026-02-01'::date AS day`,
    );
    expect(rows).toEqual([
      {
        small: 42,
        big: "9007199254740993",
        numeric: 12.5,
        nan: null,
        yes: true,
        none: null,
        at: "2026-02-13T12:57:00.500Z",
        bare: "2026-02-13T15:57:00.000Z",
        never: "infinity",
        long: 93_784.5,
        back: -90,
        json: '{"a": 1}',
        list: "{1,2}",
        day: "2026-02-01",
      },
    ]);
  });
  it("are bound", async () => {
    const values = [7, "x'; DROP TABLE t", null, true, ["a", "b"]];
    const { rows } = await read("SELECT $1::int AS n, $2::text AS s, $3::text AS z, $4::bool AS b, $5::text[] AS l", {
      values,
    });
    expect(rows).toEqual([{ n: 7, s: "x'; DROP TABLE t", z: null, b: true, l: "{a,b}" }]);
  });
  it("stop at maxRows, and the session goes on", async () => {
    const { rows, truncated } = await read("SELECT n FROM t ORDER BY n", { maxRows: 3 });
    expect([rows.map((row) => row.n), truncated]).toEqual([[1, 2, 3], true]);
    expect(await read("SELECT n FROM t ORDER BY n", { maxRows: 1000 })).toMatchObject({ truncated: false });
    expect(await read("SHOW server_encoding")).toMatchObject({ rows: [{ server_encoding: "UTF8" }] });
  });
});

describe("a session", () => {
  it("says who it is and bounds itself", async () => {
    const { rows } = await read(
      `SELECT current_setting('application_name') AS app, current_setting('default_transaction_read_only') AS ro,
        current_setting('transaction_read_only') AS now, current_setting('statement_timeout') AS statement,
        current_setting('lock_timeout') AS lock, current_setting('idle_in_transaction_session_timeout') AS idle`,
    );
    expect(rows).toEqual([{ app: "opsdeck", ro: "on", now: "on", statement: "2s", lock: "2s", idle: "10s" }]);
  });
  it.each([
    ["INSERT INTO t VALUES (1)", "25006"],
    ["SELECT n INTO u FROM t", "25006"],
    ["SELECT set_config('transaction_read_only', 'off', false)", "25001"],
    ["WITH gone AS (DELETE FROM t RETURNING n) SELECT count(*) FROM gone", "25006"],
  ])("never writes: %s", async (text, code) => {
    expect(await failure(read(text))).toMatchObject({ kind: "config", code });
    expect(await postgres.sql("SELECT count(*)::int AS n FROM t")).toEqual([{ n: 1000 }]);
  });
  it.each(["SELECT 1; SELECT 2", "SELECT 1; DROP TABLE t", "SELECT ';' ; COMMIT"])("refuses %s", async (text) => {
    expect(await failure(read(text))).toMatchObject({ kind: "config", code: "42601" });
  });
  it("sends what only looks like two statements", async () => {
    expect((await read("SELECT E'it\\'s; x' AS a")).rows).toEqual([{ a: "it's; x" }]);
  });
  it("opens two connections at most", async () => {
    const busy = Array.from({ length: 6 }, () => read("SELECT pg_sleep(0.1)"));
    const counted = postgres.sql("SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'opsdeck'");
    await Promise.all(busy);
    expect((await counted)[0]?.n).toBeLessThanOrEqual(2);
    const left = await postgres.sql(
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'opsdeck'",
    );
    expect(left[0]?.n).toBe(2);
  });
  it("leaves nothing behind when it is closed", async () => {
    await read("SELECT 1");
    await client[Symbol.asyncDispose]();
    await expect
      .poll(() => postgres.sql("SELECT pid FROM pg_stat_activity WHERE application_name = 'opsdeck'"))
      .toEqual([]);
  });
});

describe("a server that", () => {
  it("is frozen from the start settles by the signal", async () => {
    proxy.set("frozen");
    const seen = await failure(read("SELECT 1", { database: proxied }, within(150)));
    expect(seen).toMatchObject({ kind: "timeout" });
    await expect.poll(() => proxy.open()).toBe(0);
  });
  it("freezes during a query loses that connection, and the next look makes a new one", async () => {
    await read("SELECT 1", { database: proxied });
    proxy.set("frozen");
    expect(await failure(read("SELECT 1", { database: proxied }, within(150)))).toMatchObject({ kind: "timeout" });
    expect(await failure(read("SELECT 1", { database: proxied }, within(150)))).toMatchObject({ kind: "timeout" });
    await expect.poll(() => proxy.open()).toBe(0);
    proxy.set("passes");
    expect(await read("SELECT 1 AS n", { database: proxied })).toMatchObject({ rows: [{ n: 1 }] });
  });
  it("freezes with all sessions taken lets those who wait settle, too", async () => {
    proxy.set("frozen");
    const looks = Array.from({ length: 5 }, () => failure(read("SELECT 1", { database: proxied }, within(150))));
    for (const seen of await Promise.all(looks)) expect(seen).toMatchObject({ kind: "timeout" });
    proxy.set("passes");
    expect(await read("SELECT 1 AS n", { database: proxied })).toMatchObject({ rows: [{ n: 1 }] });
  });
  it("resets while idle or busy crashes nothing", async () => {
    await read("SELECT 1", { database: proxied });
    proxy.set("resets");
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(await failure(read("SELECT 1", { database: proxied }))).toMatchObject({ kind: "reset" });
    proxy.set("passes");
    const busy = failure(read("SELECT pg_sleep(2)", { database: proxied }));
    await expect.poll(() => proxy.open()).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    proxy.set("resets");
    expect(await busy).toMatchObject({ kind: "reset" });
  });
  it("kills sessions is told by its code, and the next look works", async () => {
    const busy = failure(read("SELECT pg_sleep(1.9)"));
    await expect
      .poll(() =>
        postgres.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(1.9)%'"),
      )
      .toHaveLength(1);
    expect(await busy).toMatchObject({ kind: "reset", code: "57P01" });
    expect(await read("SELECT 1 AS n")).toMatchObject({ rows: [{ n: 1 }] });
  });
  it("is not there, wants another password, or has no such table is told apart", async () => {
    const wrong = postgres.url().replace(postgres.password, "wrong-password");
    const gone = `postgresql://u:p@127.0.0.1:${await closedPort()}/x`;
    expect(await failure(read("SELECT 1", { database: gone }))).toMatchObject({
      kind: "refused",
      code: "ECONNREFUSED",
    });
    expect(await failure(read("SELECT 1", { database: wrong }))).toMatchObject({ kind: "auth", code: "28P01" });
    expect(await failure(read("SELECT * FROM nothing"))).toMatchObject({ kind: "config", code: "42P01" });
    expect(await failure(read("SELECT 1", { database: postgres.url("gone") }))).toMatchObject({
      kind: "config",
      code: "3D000",
    });
    expect(await failure(read("SELECT 1", { database: "host=localhost" }))).toMatchObject({ kind: "config" });
    expect(await failure(read("SELECT 1/0"))).toMatchObject({ kind: "config", code: "22012" });
    expect(await failure(read("SELECT 1", { database: `${postgres.url()}?sslmode=require` }))).toMatchObject({
      kind: "tls",
    });
  });
});

describe("a pooler that refuses start-up options", () => {
  it("is dialed without them, and the transaction is read-only all the same", async () => {
    await using pooler = await startPooler(postgres.port);
    const database = postgres.url().replace(`:${postgres.port}`, `:${pooler.port}`);
    const text =
      "SELECT current_setting('transaction_read_only') AS now, current_setting('default_transaction_read_only') AS ro";
    expect(await read(text, { database })).toMatchObject({ rows: [{ now: "on", ro: "off" }] });
    expect(await failure(read("INSERT INTO t VALUES (1)", { database }))).toMatchObject({ code: "25006" });
    expect(pooler.refused()).toBe(1);
  });
});

describe("a query that times out", () => {
  it("is latched off by its name until the cockpit restarts", async () => {
    const slow = { statementMs: 60, latch: "slow" };
    expect(await failure(read("SELECT pg_sleep(5)", slow))).toMatchObject({ kind: "timeout", code: "57014" });
    const again = await failure(read("SELECT 1", slow));
    expect(again).toMatchObject({ kind: "latched" });
    expect(again).toMatchObject({ message: expect.stringMatching(/timed out at .* not sent again/) });
    expect(again).toMatchObject({ hint: expect.stringContaining("restart the cockpit") });
    expect(await read("SELECT 1 AS n", { latch: "other" })).toMatchObject({ rows: [{ n: 1 }] });
    expect(await read("SELECT 1 AS n", { ...slow, database: postgres.url("template1") })).toMatchObject({
      rows: [{ n: 1 }],
    });
  });
  it("is not latched when only we stopped waiting", async () => {
    const latched = { latch: "patient" };
    expect(await failure(read("SELECT pg_sleep(1)", latched, within(80)))).toMatchObject({ kind: "timeout" });
    expect(await read("SELECT 1 AS n", latched)).toMatchObject({ rows: [{ n: 1 }] });
  });
});

describe("a secret URL", () => {
  const database = new SecretText([{ name: "db", from: "env", source: "URL", place: "system.yaml:1" }]);
  it("is in nothing that is thrown or answered", async () => {
    const seen = [
      await read("SELECT current_setting('server_version') AS v", { database }),
      await read(`SELECT '${postgres.password}' AS echoed`, { database }),
      await failure(read(`SELECT '${postgres.password}'::int`, { database })),
      await failure(read("SELECT nothing", { database })),
    ];
    expect(inspect(seen, { depth: 9, showHidden: true })).not.toContain(postgres.password);
    expect(inspect(seen, { depth: 9 })).toContain("echoed: '••••••••'");
  });
});
