import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sql } from "../../src/actions/sql.ts";
import { sqlUndo } from "../../src/actions/sql-undo.ts";
import { startPostgres, type TestPostgres } from "../helpers/servers/postgres.ts";
import { startTcpProxy, type TcpProxy } from "../helpers/servers/tcp-proxy.ts";
import { handsFor } from "./hands.ts";

let postgres: TestPostgres;
let proxy: TcpProxy;
let hands: ReturnType<typeof handsFor>;

beforeAll(async () => {
  postgres = await startPostgres();
  await postgres.sql(
    "create table posts (id text primary key, status text, tries int, updated_at timestamptz, note text)",
  );
});
afterAll(() => postgres?.[Symbol.asyncDispose]());
beforeEach(async () => {
  proxy = await startTcpProxy(postgres.port);
  hands = handsFor({ DB: postgres.url().replace(`:${postgres.port}`, `:${proxy.port}`) });
  await postgres.sql("truncate posts");
  await postgres.sql(`insert into posts values
    ('a', 'failed', 3, '2026-01-01 10:00:00.123456+00', 'keep "me"'),
    ('b', 'failed', 1, '2026-01-01 11:00:00.654321+00', null),
    ('c', 'sent', 0, '2026-01-01 12:00:00+00', null)`);
});
afterEach(async () => {
  await hands.close();
  await proxy[Symbol.asyncDispose]();
});

const requeue = (over = {}) => ({
  database: hands.secret("DB"),
  table: "public.posts",
  set: { status: "pending", updated_at: { sql: "now()" } },
  where: "status = $1 and updated_at < now()",
  values: ["failed"],
  "at-most": 5,
  ...over,
});
const rows = () => postgres.sql("select id, status, tries, updated_at::text, note from posts order by id");
/** A look over a connection that was reset, too, fails at first. */
const told = () =>
  hands.look(sql, requeue()).then(
    (outcome) => outcome.state,
    () => "failed",
  );
const undo = () => ({ database: hands.secret("DB") });

describe("sql", () => {
  test("counts and shows before it changes, and its undo gives back every digit", async () => {
    const before = await rows();
    const previewed = await hands.preview(sql, requeue());
    expect(previewed).toMatchObject({ count: 2, effect: "2 rows of public.posts: status, updated_at are set" });
    expect(previewed.requests[0]).toMatch(/status = \$1 and updated_at < now\(\)\) with \$1 = "failed"$/);
    expect(await rows()).toEqual(before);
    expect(await hands.run(sql, requeue(), { previewed })).toMatchObject({ state: "applied", facts: { rows: 2 } });
    expect((await rows()).map((row) => row.status)).toEqual(["pending", "pending", "sent"]);
    expect((await hands.preview(sqlUndo, undo())).count).toBe(2);
    expect(await hands.run(sqlUndo, undo())).toMatchObject({ state: "applied", facts: { rows: 2, left: 0 } });
    expect(await rows()).toEqual(before);
  });

  test("the undo leaves rows alone that others changed since", async () => {
    const previewed = await hands.preview(sql, requeue());
    await hands.run(sql, requeue(), { previewed });
    await postgres.sql("update posts set status = 'sent' where id = 'a'");
    expect(await hands.run(sqlUndo, undo())).toMatchObject({ state: "applied", facts: { rows: 1, left: 1 } });
    expect((await rows()).map((row) => row.status)).toEqual(["sent", "failed", "sent"]);
  });

  test("changes nothing when the target changed after the preview", async () => {
    const previewed = await hands.preview(sql, requeue());
    await postgres.sql("update posts set status = 'sent' where id = 'a'");
    const before = await rows();
    expect(await hands.refusal(hands.run(sql, requeue(), { previewed }))).toBe(
      "1 row would be changed, not the 2 of the preview",
    );
    expect(await rows()).toEqual(before);
    expect(hands.evidence.size).toBe(0);
  });

  test.each<[string, object, RegExp]>([
    ["more rows than it may", { "at-most": 1 }, /more than 1 row would be changed/],
    ["a table that is no plain name", { table: "posts; drop table posts" }, /is not a plain name/],
    ["a second statement", { where: "true); drop table posts; select (true" }, /multiple commands/],
    ["a column that is not there", { set: { state: "x" } }, /column "state" does not exist/],
  ])("refuses %s", async (_name, over, message) => {
    expect(await hands.refusal(hands.preview(sql, requeue(over)))).toMatch(message);
  });

  test("a database that dies before COMMIT has changed nothing", async () => {
    const before = await rows();
    const previewed = await hands.preview(sql, requeue());
    const keep = async (name: string, value: unknown) => {
      hands.evidence.set(name, value);
      proxy.set("resets");
    };
    expect(await hands.refusal(hands.run(sql, requeue(), { previewed, keep }))).toMatch(/ECONNRESET|terminated/);
    proxy.set("passes");
    await expect.poll(told).toBe("not-applied");
    expect(await rows()).toEqual(before);
  });

  test("a COMMIT whose answer is lost is told by its transaction", async () => {
    const previewed = await hands.preview(sql, requeue());
    const keep = (name: string, value: unknown) => {
      hands.evidence.set(name, value);
      proxy.set("deaf");
      setTimeout(() => proxy.set("resets"), 300);
      return Promise.resolve();
    };
    expect(await hands.refusal(hands.run(sql, requeue(), { previewed, keep }))).toMatch(/ECONNRESET|terminated/);
    proxy.set("passes");
    await expect.poll(told).toBe("applied");
    expect((await rows()).map((row) => row.status)).toEqual(["pending", "pending", "sent"]);
  });

  test("without an image nothing was changed, and nothing is to be given back; a damaged one proves neither", async () => {
    const before = await rows();
    expect(await hands.run(sqlUndo, undo())).toMatchObject({ state: "applied", facts: { rows: 0, left: 0 } });
    expect(await rows()).toEqual(before);
    hands.evidence.set("rows-step", null);
    expect(await hands.refusal(hands.run(sqlUndo, undo()))).toMatch(/cannot be read any more/);
    expect(await hands.refusal(hands.look(sql, requeue()))).toMatch(/cannot be read any more/);
  });

  test("an image that holds a secret is not given back", async () => {
    const previewed = await hands.preview(sql, requeue());
    await hands.run(sql, requeue(), { previewed });
    const kept = hands.evidence.get("rows-step") as { before: object[] };
    hands.evidence.set("rows-step", { ...kept, before: [{ id: "a", status: "••••••••" }] });
    expect(await hands.refusal(hands.preview(sqlUndo, undo()))).toMatch(/holds a secret/);
  });
});
