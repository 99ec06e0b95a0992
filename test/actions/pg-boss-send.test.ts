import PgBoss from "pg-boss";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pgBossSend } from "../../src/actions/pg-boss-send.ts";
import { startPostgres, type TestPostgres } from "../helpers/servers/postgres.ts";
import { handsFor } from "./hands.ts";

let postgres: TestPostgres;
let boss: PgBoss;
let hands: ReturnType<typeof handsFor>;

beforeAll(async () => {
  postgres = await startPostgres();
  boss = new PgBoss({ connectionString: postgres.url(), schema: "public", supervise: false, schedule: false, max: 2 });
  boss.on("error", () => {});
  await boss.start();
  await boss.createQueue("post", { name: "post" });
  await boss.createQueue("short", { name: "short", policy: "short" });
  await postgres.sql("insert into queue (name, policy) values ('orphan', null)");
  hands = handsFor({ DB: postgres.url() });
}, 30_000);
afterAll(async () => {
  await hands?.close();
  await boss?.stop({ graceful: false });
  await postgres?.[Symbol.asyncDispose]();
});

const send = (over = {}) => ({
  database: hands.secret("DB"),
  queue: "post",
  data: { guildId: "ops" },
  "id-field": "correlationId",
  ...over,
});

describe("pg-boss-send", () => {
  test("sends a job that a live worker picks up, with its settings", async () => {
    const given = send({ "retry-limit": 5, "retry-delay": 30, "singleton-key": "p:1", "singleton-seconds": 8 });
    expect((await hands.preview(pgBossSend, given)).requests).toEqual([
      'send post {"guildId":"ops"}',
      "tried again 5 times after 30 s; policy standard; correlationId is the job's own id; singleton key p:1, no second one of it within 8 s",
    ]);
    const outcome = await hands.run(pgBossSend, given, { key: "k1" });
    expect(outcome.state).toBe("applied");
    const [job] =
      (await boss.fetch<{ guildId: string; correlationId: string }>("post", { includeMetadata: true })) ?? [];
    expect(job).toMatchObject({ id: outcome.facts.jobId, retryLimit: 5, retryDelay: 30, policy: "standard" });
    expect(job?.data).toEqual({ guildId: "ops", correlationId: outcome.facts.jobId });
    expect((await hands.look(pgBossSend, given, { key: "k1" })).say).toMatch(/is active/);
  });

  test("the same request is never two jobs, and one that was never sent is not there", async () => {
    await hands.run(pgBossSend, send(), { key: "k2" });
    expect((await hands.run(pgBossSend, send(), { key: "k2" })).state).toBe("not-applied");
    expect((await hands.look(pgBossSend, send(), { key: "k3" })).state).toBe("not-applied");
  });

  test("a job that its singleton key or policy forbids is NOT SENT", async () => {
    const single = send({ "singleton-key": "x", "singleton-seconds": 3600 });
    expect((await hands.run(pgBossSend, single, { key: "k4" })).state).toBe("applied");
    expect((await hands.run(pgBossSend, single, { key: "k5" })).say).toMatch(/^NOT SENT/);
    const short = send({ queue: "short" });
    expect((await hands.run(pgBossSend, short, { key: "k6" })).state).toBe("applied");
    expect((await hands.run(pgBossSend, short, { key: "k7" })).say).toMatch(/^NOT SENT/);
  });

  test.each([
    ["a queue that is not there", "gone", /NOT SENT: there is no queue gone/],
    ["a queue without a partition", "orphan", /NOT SENT: the queue orphan has no partition/],
  ])("refuses %s", async (_name, queue, message) => {
    expect(await hands.refusal(hands.preview(pgBossSend, send({ queue })))).toMatch(message);
  });

  test("refuses a schema that it does not know", async () => {
    await postgres.sql("update version set version = 46");
    expect(await hands.refusal(hands.preview(pgBossSend, send()))).toMatch(/schema 46 is not known here/);
    await postgres.sql("update version set version = 24");
  });
});
