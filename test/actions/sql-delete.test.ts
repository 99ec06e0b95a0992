import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sqlDelete } from "../../src/actions/sql-delete.ts";
import { sqlUndo } from "../../src/actions/sql-undo.ts";
import { startPostgres, type TestPostgres } from "../helpers/servers/postgres.ts";
import { handsFor } from "./hands.ts";

let postgres: TestPostgres;
let hands: ReturnType<typeof handsFor>;

beforeAll(async () => {
  postgres = await startPostgres();
  await postgres.sql("create table queue (name text primary key, policy text, created_on timestamptz default now())");
  await postgres.sql(
    "create table schedule (name text primary key references queue on delete cascade, cron text, data jsonb, seen timestamptz)",
  );
});
afterAll(() => postgres?.[Symbol.asyncDispose]());
beforeEach(async () => {
  hands = handsFor({ DB: postgres.url() });
  await postgres.sql("truncate queue cascade");
  await postgres.sql("insert into queue (name, policy) values ('old', null), ('live', 'standard')");
  await postgres.sql(
    `insert into schedule values ('old', '* * * * *', '{"a": [1, "ü"]}', '2026-01-01 10:00:00.123456+00')`,
  );
});
afterEach(() => hands.close());

const schedules = (over = {}) => ({
  database: hands.secret("DB"),
  table: "public.schedule",
  key: ["name"],
  where: "name in (select q.name from queue q where q.policy is null)",
  "at-most": 3,
  ...over,
});
const undo = () => ({ database: hands.secret("DB") });
const rows = () => postgres.sql("select name, cron, data::text, seen::text from schedule order by name");

describe("sql-delete", () => {
  test("deletes what it previewed, and its undo puts every digit back, once", async () => {
    const before = await rows();
    const previewed = await hands.preview(sqlDelete, schedules());
    expect(previewed).toMatchObject({ count: 1, sample: { rows: [{ name: "old" }] } });
    expect(await rows()).toEqual(before);
    expect(await hands.run(sqlDelete, schedules(), { previewed })).toMatchObject({
      state: "applied",
      facts: { rows: 1 },
    });
    expect(await rows()).toEqual([]);
    expect((await hands.look(sqlDelete, schedules())).state).toBe("applied");
    expect(await hands.preview(sqlUndo, undo())).toMatchObject({
      count: 1,
      requests: [/^insert into public\.schedule/],
    });
    expect(await hands.run(sqlUndo, undo())).toMatchObject({ facts: { rows: 1, left: 0 } });
    expect(await rows()).toEqual(before);
    expect(await hands.run(sqlUndo, undo())).toMatchObject({ facts: { rows: 0, left: 1 } });
    expect(await rows()).toEqual(before);
  });

  test("deletes nothing when the target changed after the preview, and says so", async () => {
    const previewed = await hands.preview(sqlDelete, schedules());
    await postgres.sql("insert into queue (name) values ('another')");
    await postgres.sql("insert into schedule values ('another', '0 0 * * *', '{}', now())");
    expect(await hands.refusal(hands.run(sqlDelete, schedules(), { previewed }))).toBe(
      "2 rows would be deleted, not the 1 of the preview",
    );
    expect(await rows()).toHaveLength(2);
    expect(hands.evidence.size).toBe(0);
    expect((await hands.look(sqlDelete, schedules())).state).toBe("not-applied");
  });

  test("an image that cannot be kept is no change", async () => {
    const previewed = await hands.preview(sqlDelete, schedules());
    const keep = () => Promise.reject(new Error("the disk is full"));
    await expect(hands.run(sqlDelete, schedules(), { previewed, keep })).rejects.toThrow("the disk is full");
    expect(await rows()).toHaveLength(1);
  });

  test.each([
    ["nothing to delete", { where: "false" }, /no row of public\.schedule/],
    ["too many", { table: "public.queue", where: "true", "at-most": 1 }, /more than 1 row/],
    ["a table that is no name", { table: "queue; drop table queue" }, /not a plain name/],
  ])("refuses %s", async (_title, over, why) => {
    expect(await hands.refusal(hands.preview(sqlDelete, schedules(over)))).toMatch(why);
  });
});
