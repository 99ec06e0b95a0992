import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pgQuery } from "../../checks/pg-query.ts";
import { createClients, type OwnedClients } from "../../src/clients/clients.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import { startPostgres, type TestPostgres } from "../helpers/servers/postgres.ts";
import { type LookOptions, look } from "./look.ts";

let postgres: TestPostgres;
let clients: OwnedClients;
beforeAll(async () => {
  postgres = await startPostgres();
  clients = createClients({ vault: createVault({ env: {} }) });
  await postgres.sql(`CREATE TABLE sessions (at timestamptz, gclid text);
    INSERT INTO sessions SELECT now() - n * interval '1 minute', CASE WHEN n % 2 = 0 THEN 'g' END FROM generate_series(1, 100) n`);
}, 30_000);
afterAll(async () => {
  await clients?.[Symbol.asyncDispose]();
  await postgres?.[Symbol.asyncDispose]();
});
const ask = (query: string, extra: object = {}, options: LookOptions = {}) =>
  look(clients, pgQuery, { database: postgres.url(), query, ...extra }, options);

describe("pg-query", () => {
  it("gives the columns of the one row as facts", async () => {
    const query = "SELECT count(*) AS sessions, max(at) AS last, :mark AS mark FROM sessions WHERE gclid = :gclid";
    const seen = await ask(query, { bind: { gclid: "g", mark: "it's" } });
    expect(seen.facts).toMatchObject({
      sessions: 50,
      last: expect.stringMatching(/^20.*Z$/),
      mark: "it's",
      tookMs: expect.any(Number),
    });
    expect(seen.trace.join()).toMatch(/^1 row in \d+ ms from 127.0.0.1/);
  });
  it("divides windows by the pace", async () => {
    const query = "SELECT count(*) AS n FROM sessions WHERE at > now() - :back";
    const windows = { back: "30m" };
    expect((await ask(query, { windows })).facts).toMatchObject({ n: 29 });
    expect((await ask(query, { windows }, { pace: 15 })).facts).toMatchObject({ n: 1 });
  });
  it("gives a table of all rows, cut off at max-rows", async () => {
    const extra = { table: "minutes", "max-rows": 3 };
    const seen = await ask("SELECT at, gclid FROM sessions ORDER BY at", extra);
    expect(seen.facts).toMatchObject({ rows: 3, minutes: { rowCount: 4, truncated: true } });
    expect((await ask("SELECT 1 AS n WHERE false", extra)).facts).toMatchObject({ rows: 0, minutes: { rowCount: 0 } });
  });
  it("wants exactly one row otherwise", async () => {
    expect((await ask("SELECT 1 AS n WHERE false")).failure).toMatchObject({
      kind: "parse",
      message: "one row was due, 0 came",
    });
    expect((await ask("SELECT at FROM sessions")).failure).toMatchObject({ kind: "parse" });
  });
  it("latches a query off that timed out", async () => {
    const slow = "SELECT count(*) AS n FROM sessions a, sessions b, sessions c, sessions d";
    const extra = { "statement-timeout": "50ms" };
    expect((await ask(slow, extra)).failure).toMatchObject({ kind: "timeout", code: "57014" });
    expect((await ask(slow, extra)).failure).toMatchObject({ kind: "latched" });
    expect((await ask("SELECT 1 AS n", extra)).facts).toMatchObject({ n: 1 });
  });
  it("tames what the database says", async () => {
    const seen = await ask(`SELECT E'\\x1b[2Jhi' AS "\u001b[31mred", 'é' AS ok`);
    expect(seen.facts).toMatchObject({ red: "hi", ok: "é" });
  });
  it.each([
    ["writes", "DELETE FROM sessions", {}],
    ["is two statements", "SELECT 1; SELECT 2", {}],
    ["asks for a name that nobody gives", "SELECT :x AS x", {}],
    ["is given a name that it does not ask for", "SELECT 1 AS x", { bind: { y: 1 } }],
  ])("refuses at load a query that %s", (_what, query, extra) => {
    const parsed = pgQuery.params.safeParse({ database: "postgresql://h/d", query, ...extra });
    expect(parsed.success).toBe(false);
  });
  it("names its target without the password", () => {
    const target = pgQuery.target(
      pgQuery.params.parse({ database: "postgresql://u:pw@db.example:5432/app", query: "SELECT 1" }),
    );
    expect(target).toBe("db.example:5432");
  });
});
